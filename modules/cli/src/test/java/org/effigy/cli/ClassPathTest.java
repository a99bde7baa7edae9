package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.effigy.networks.Engines;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.dl4j.Nd4jBackend;
import org.junit.jupiter.api.Test;

/** What each profile puts on the class path. */
final class ClassPathTest {
    private static final Pattern ENGINE_JAR =
            Pattern.compile("(?:nd4j|deeplearning4j)-.*?-(1\\.0\\.0-[^-]+?)(-.*)?\\.jar");
    private static final List<String> JARS = Stream.of(
                    System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
            .map(path -> new File(path).getName())
            .toList();

    @Test
    void thereIsOneVersionOfTheEngine() {
        Set<String> versions = new TreeSet<>();
        for (String jar : JARS) {
            Matcher name = ENGINE_JAR.matcher(jar);
            if (name.matches()) {
                versions.add(name.group(1));
            }
        }
        assertEquals(Set.of(BuildInfo.read().dl4jVersion()), versions);
        assertEquals(1, count("javacpp-[\\d.]+\\.jar"), () -> JARS.toString());
        assertEquals(1, count("nd4j-native-[\\d.]+-M[\\d.]+\\.jar"), () -> JARS.toString());
    }

    @Test
    void aBuildForTheCpuHasNothingOfCuda() {
        boolean cuda = !BuildInfo.read().backend().equals("cpu");
        assertEquals(cuda, count("nd4j-cuda-.*") > 0, () -> JARS.toString());
        assertEquals(cuda, count("cuda-\\d.*-redist\\.jar") > 0, () -> JARS.toString());
    }

    @Test
    void theClassesAndLibrariesOfCudaAreThereWithTheCpuBesideThem() throws ReflectiveOperationException {
        BuildInfo build = BuildInfo.read();
        assumeFalse(build.backend().equals("cpu"), "skipped: this build has no CUDA");
        String bindings = build.backend().equals("cuda") ? "org.nd4j.linalg.jcublas.bindings" : "org.nd4j.nativeblas";
        for (String name : List.of(
                "org.nd4j.linalg.jcublas.JCublasBackend",
                "org.nd4j.linalg.jcublas.JCublasNDArray",
                "org.nd4j.linalg.jcublas.ops.executioner.CudaExecutioner",
                "org.nd4j.jita.allocator.impl.AtomicAllocator",
                bindings + ".Nd4jCuda",
                "org.bytedeco.cuda.global.cudart",
                "org.bytedeco.cuda.global.cublas",
                "org.bytedeco.cuda.global.cudnn",
                "org.nd4j.linalg.cpu.nativecpu.CpuBackend")) {
            // Not initialised, for that would load native code; asking for the methods links their types.
            Class<?> type = Class.forName(name, false, getClass().getClassLoader());
            assertTrue(type.getDeclaredMethods().length > 0, name);
        }
        String platform = build.kernels().replaceAll("(x86_64|arm64).*", "$1");
        boolean windows = platform.startsWith("windows");
        String folder = "/" + bindings.replace('.', '/') + "/" + platform + "-cudnn/";
        for (String file : windows
                ? List.of(folder + "nd4jcuda.dll", folder + "jnind4jcuda.dll")
                : List.of(
                        folder + "libnd4jcuda.so",
                        folder + "libjnind4jcuda.so",
                        "/org/bytedeco/cuda/" + platform + "/libcudart.so.11.0",
                        "/org/bytedeco/cuda/" + platform + "/libcudnn.so.8")) {
            assertNotNull(getClass().getResource(file), file);
        }
        assertTrue(System.getProperty("org.bytedeco.javacpp.platform.extension").endsWith("-cudnn"));
    }

    @Test
    void testsComputeOnTheCpuWhateverTheProfile() {
        assertTrue(Nd4jBackend.isCpu());
        EngineName engine = Engines.settle(Engines.Wishes.NONE, Compute.CPU).engine();
        assertTrue(engine == EngineName.ONEDNN || !System.getProperty("os.arch").equals("amd64"));
    }

    private static long count(String pattern) {
        return JARS.stream().filter(jar -> jar.matches(pattern)).count();
    }
}
