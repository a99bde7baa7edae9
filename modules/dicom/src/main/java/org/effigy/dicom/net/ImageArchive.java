package org.effigy.dicom.net;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A connection to an archive of DICOM images. Each method makes one attempt: what may succeed later is an
 * {@link ArchiveException} that says so, and the caller repeats. Not thread-safe.
 */
public interface ImageArchive extends AutoCloseable {
    /**
     * Sends instances, their files unchanged and never as a whole in memory.
     *
     * @param instances not empty, each with another SOP Instance UID
     * @return one result per instance, in the same order
     * @throws ArchiveException if the archive took or refused all of them without saying so for each
     */
    List<StoreResult> store(List<OutgoingInstance> instances) throws IOException;

    /**
     * Returns a page of the series that match. An archive that knows no pages returns all at offset 0 and none above.
     *
     * @param offset how many series to leave out
     * @param limit how many are wanted; there may be fewer, though more exist: only an empty page is the last
     */
    List<SeriesKey> findSeries(ArchiveQuery query, int offset, int limit) throws IOException;

    /** Returns a page of the instances of a series, as {@link #findSeries} does. */
    List<InstanceKey> findInstances(SeriesKey series, int offset, int limit) throws IOException;

    /**
     * Writes an instance as a DICOM file to the stream, which stays open; when this throws, what was written is worthless.
     *
     * @param mostBytes a larger file is an {@link ArchiveException}
     */
    void retrieve(InstanceKey instance, OutputStream out, long mostBytes) throws IOException;

    /** Ends the connection; does not throw. */
    @Override
    void close();
}
