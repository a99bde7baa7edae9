package org.effigy.networks.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Shows ND4J only some of the backends on the class path. ND4J itself goes by the environment variables {@code
 * BACKEND_PRIORITY_CPU} and {@code _GPU}, which a program cannot set for itself, and tries CUDA first whatever the machine.
 */
final class BackendLoader extends ClassLoader {
    /** Where a backend's jar names its class; org.nd4j.linalg.factory.Nd4jBackend itself must not load yet. */
    private static final String SERVICES = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    private final Predicate<String> shown;

    /**
     * Makes the loader.
     *
     * @param parent loads all classes
     * @param shown tells from the name of a backend's class whether ND4J sees it
     */
    BackendLoader(ClassLoader parent, Predicate<String> shown) {
        super(parent);
        this.shown = shown;
    }

    /** Returns whether ND4J sees a backend of which this is the name of the class. */
    boolean shows(String backend) {
        return shown.test(backend);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> all = super.getResources(name);
        if (!name.equals(SERVICES)) {
            return all;
        }
        List<URL> chosen = new ArrayList<>();
        for (URL services : Collections.list(all)) {
            try (InputStream in = services.openStream()) {
                if (shown.test(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
                    chosen.add(services);
                }
            }
        }
        return Collections.enumeration(chosen);
    }
}
