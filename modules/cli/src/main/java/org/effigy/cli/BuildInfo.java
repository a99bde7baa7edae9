package org.effigy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What the build knew.
 *
 * @param dl4jVersion the version of Deeplearning4j and ND4J
 * @param kernels the CPU kernels' name, e.g. {@code linux-x86_64-onednn-avx2}
 * @param backend cpu, cuda or cuda-ptx
 */
record BuildInfo(String version, String dl4jVersion, String kernels, String backend) {
    /** Reads the file that the build filled in. */
    static BuildInfo read() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(
                properties.getProperty("version"),
                properties.getProperty("dl4j"),
                properties.getProperty("kernels"),
                properties.getProperty("backend"));
    }
}
