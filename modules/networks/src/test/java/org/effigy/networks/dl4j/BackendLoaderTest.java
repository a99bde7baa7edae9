package org.effigy.networks.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

class BackendLoaderTest {
    private static final String SERVICES = "META-INF/services/" + Nd4jBackend.class.getName();

    @TempDir
    private Path jars;

    /** A class path with the CPU's backend and one that cannot even be loaded, as CUDA's cannot without its driver. */
    private ClassLoader withCuda() throws IOException {
        Path services = jars.resolve(SERVICES);
        Files.createDirectories(services.getParent());
        Files.writeString(services, "org.nd4j.linalg.jcublas.JCublasBackend\n");
        return new URLClassLoader(new URL[] {url(jars)}, getClass().getClassLoader());
    }

    private static URL url(Path folder) throws MalformedURLException {
        return folder.toUri().toURL();
    }

    @Test
    void hidesTheBackendOfCuda() throws IOException {
        ClassLoader loader = new BackendLoader(withCuda(), name -> !name.contains("JCublas"));
        List<String> found = new ArrayList<>();
        ServiceLoader.load(Nd4jBackend.class, loader)
                .forEach(backend -> found.add(backend.getClass().getSimpleName()));
        assertEquals(List.of(Nd4j.getBackend().getClass().getSimpleName()), found);
    }

    @Test
    void hidesTheBackendOfTheCpu() throws IOException {
        ClassLoader loader = new BackendLoader(withCuda(), name -> name.contains("JCublas"));
        List<URL> found = Collections.list(loader.getResources(SERVICES));
        assertEquals(List.of(url(jars.resolve(SERVICES))), found);
    }

    @Test
    void loadsEveryClassFromItsParent() throws IOException, ClassNotFoundException {
        ClassLoader parent = withCuda();
        ClassLoader loader = new BackendLoader(parent, name -> true);
        assertSame(Nd4jBackend.class, loader.loadClass(Nd4jBackend.class.getName()));
        List<URL> all = Collections.list(parent.getResources(SERVICES));
        assertEquals(all, Collections.list(loader.getResources(SERVICES)));
        assertTrue(all.size() >= 2, all::toString);
    }
}
