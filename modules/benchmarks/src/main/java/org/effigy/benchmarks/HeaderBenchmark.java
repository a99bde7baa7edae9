package org.effigy.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reading one computed slice of 512x512 from the file cache, with and without its pixel data.
 *
 * <p>{@code scripts/benchmark HeaderBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeaderBenchmark {
    private static final int SIDE = 512;

    /** The number of elements of private text before the pixel data. */
    @Param({"0", "100"})
    private int extraElements;

    private Path file;

    @Setup
    public void write() throws IOException {
        DataSet dataSet = new DataSet();
        dataSet.put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.5.1.4.1.1.2");
        dataSet.put(Tag.SOPInstanceUID, Vr.UI, "2.25.1");
        dataSet.put(Tag.Modality, Vr.CS, "CT");
        for (int i = 0; i < extraElements; i++) {
            dataSet.put(Element.of(0x00291000 + i, Vr.LO, "computed text".getBytes(StandardCharsets.US_ASCII)));
        }
        dataSet.put(Element.of(Tag.PixelData, Vr.OW, new byte[SIDE * SIDE * 2]));
        file = Files.createTempFile("effigy-benchmark", ".dcm");
        Dicom.write(DicomFile.of(dataSet), file);
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public DicomFile header() throws IOException {
        return Dicom.readHeader(file);
    }

    @Benchmark
    public DicomFile whole() throws IOException {
        return Dicom.read(file);
    }
}
