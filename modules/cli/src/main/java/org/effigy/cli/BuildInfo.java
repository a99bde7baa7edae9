package org.effigy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build knew: the version of Effigy, of Deeplearning4j, and the native kernels it was made for. */
record BuildInfo(String version, String dl4jVersion, String platform, String extension) {
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
                properties.getProperty("platform"),
                properties.getProperty("extension"));
    }

    /** Returns the native kernels' name, e.g. {@code linux-x86_64-onednn-avx2}. */
    String kernels() {
        return platform + extension;
    }
}
