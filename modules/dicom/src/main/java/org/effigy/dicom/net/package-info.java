/**
 * Sending to and fetching from an archive (a PACS), whatever protocol it speaks.
 *
 * <p>Read first: {@link org.effigy.dicom.net.ImageArchive}, the one interface that a protocol implements, and
 * {@link org.effigy.dicom.net.Push}, which sends a folder. DICOMweb is in {@code org.effigy.dicom.web}; DIMSE comes from a
 * connector that is found by {@link java.util.ServiceLoader} as {@link org.effigy.dicom.net.DimseConnector}. Retries, the
 * journal and the naming of files are here, once for all protocols: an implementation makes one attempt and says by
 * {@link org.effigy.dicom.net.ArchiveException} whether another one may help.
 *
 * <p>The journal of a push is a text file of JSON lines. The first is {@code {"format":"effigy-push","version":1}}; each
 * further one is {@code {"to":...,"sha256":...}}: the file with this content is in the archive that the hash {@code to}
 * stands for. A last line that was cut off is ignored; other versions are refused.
 *
 * <p>Never put here: anything of a single protocol, and names of files or patients in a message.
 */
package org.effigy.dicom.net;
