package org.effigy.dicom.codec;

import java.io.IOException;
import java.nio.file.Path;
import org.effigy.base.AtomicFiles;
import org.effigy.dicom.DicomCodec;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.DicomHeader;
import org.effigy.dicom.ReadOptions;

/** The codec that is always there; it needs no library. Thread-safe. */
public final class BuiltInCodec implements DicomCodec {
    @Override
    public String name() {
        return BUILT_IN;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public DicomFile read(Path file, ReadOptions options) throws IOException {
        return new PartTenReader(options).read(file);
    }

    @Override
    public DicomHeader readHeader(Path file) throws IOException {
        return new PartTenReader(ReadOptions.whole()).readHeader(file);
    }

    @Override
    public void write(DicomFile file, Path path) throws IOException {
        PartTenWriter writer = new PartTenWriter(file);
        AtomicFiles.write(path, writer::write);
    }
}
