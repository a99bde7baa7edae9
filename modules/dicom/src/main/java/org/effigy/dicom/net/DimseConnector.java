package org.effigy.dicom.net;

import java.util.Comparator;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;

/**
 * Speaks the classic DICOM network protocol: C-STORE, C-FIND, and C-GET or C-MOVE. Implementations are found by
 * {@link ServiceLoader}; this module has none.
 */
public interface DimseConnector {
    /** Returns what the user knows it by. */
    String name();

    /** Returns the rank; that with the highest is used. */
    int priority();

    /**
     * Returns a connection that associates when it is used first.
     *
     * @param stop says when the user asked to stop: waiting then ends with {@link ArchiveException.Kind#STOPPED}
     */
    ImageArchive connect(DimseAddress address, BooleanSupplier stop);

    /** Returns the best connector there is, if there is one. */
    static Optional<DimseConnector> find() {
        return ServiceLoader.load(DimseConnector.class, DimseConnector.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .max(Comparator.comparingInt(DimseConnector::priority));
    }
}
