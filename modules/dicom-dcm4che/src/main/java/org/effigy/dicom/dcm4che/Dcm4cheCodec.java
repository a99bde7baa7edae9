package org.effigy.dicom.dcm4che;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.dcm4che3.io.DicomInputStream;
import org.dcm4che3.io.DicomStreamException;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.dicom.DicomCodec;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.FileToWrite;
import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;

/** The codec dcm4che; used instead of the built-in one wherever it is on the class path. Thread-safe. */
public final class Dcm4cheCodec implements DicomCodec {
    @Override
    public String name() {
        return "dcm4che";
    }

    @Override
    public String version() {
        String version = DicomInputStream.class.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public DicomFile read(Path file, ReadOptions options) throws IOException {
        if (!Files.isRegularFile(file) && Files.exists(file)) {
            throw new DicomException(Kind.NOT_DICOM, "not DICOM: not a file");
        }
        long size = Files.size(file);
        try (InputStream stream = Files.newInputStream(file)) {
            return new FileReader(options).read(stream, size);
        } catch (InputException e) {
            throw e;
        } catch (EOFException e) {
            throw new DicomException(Kind.TRUNCATED, "the file ends early; it is cut short, get it again", e);
        } catch (ZipException e) {
            throw new DicomException(Kind.MALFORMED, "the deflated data set cannot be inflated; the file is broken", e);
        } catch (DicomStreamException | RuntimeException e) {
            throw new DicomException(
                    Kind.MALFORMED,
                    "dcm4che cannot read the data set (" + e.getClass().getSimpleName() + "); the file is broken",
                    e);
        }
    }

    @Override
    public void write(DicomFile file, Path path) throws IOException {
        FileToWrite checked = FileToWrite.of(file);
        AtomicFiles.write(path, out -> FileWriter.write(checked, out));
    }
}
