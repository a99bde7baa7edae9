package org.effigy.networks.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A kind of model that checkpoints may hold; found by {@link ServiceLoader}, so that a new one registers with one line in {@code
 * META-INF/services/org.effigy.networks.checkpoint.ModelKind}.
 */
public interface ModelKind {
    /** Returns the name, as checkpoints and commands write it. */
    String name();

    /** Returns the record of its configuration. */
    Class<? extends ModelConfig> config();

    /** Returns all kinds that are registered, in the order of registration. */
    static List<ModelKind> all() {
        return Registered.KINDS;
    }

    /** Returns the kind of this name. */
    static Optional<ModelKind> named(String name) {
        return all().stream().filter(kind -> kind.name().equals(name)).findFirst();
    }

    /** Loaded once. */
    final class Registered {
        private static final List<ModelKind> KINDS =
                ServiceLoader.load(ModelKind.class, ModelKind.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();

        private Registered() {}
    }
}
