package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.effigy.dicom.codec.BuiltInCodec;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.junit.jupiter.api.Test;

class BuiltInCodecTest extends DicomWallContract {
    @Override
    protected DicomCodec codec() {
        return new BuiltInCodec();
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertEquals("built-in", Dicom.codec().name());
        assertEquals(List.of(Dicom.codec()), Dicom.codecs());
    }

    @Test
    void encapsulatedPixelDataThatEndsTwiceIsForgiven() throws IOException {
        DicomBytes file = DicomBytes.file(TransferSyntax.RLE)
                .text(Tag.Modality, "CS", "OT")
                .head(Tag.PixelData, "OB", 0xffffffffL)
                .tag(Tag.Item)
                .u32(0)
                .tag(Tag.Item)
                .u32(2)
                .raw((byte) 1, (byte) 2);
        for (int i = 0; i < 2; i++) {
            file.tag(Tag.SequenceDelimitationItem).u32(0);
        }
        Element pixels =
                read(file.write(folder)).dataSet().element(Tag.PixelData).orElseThrow();
        assertEquals(2, pixels.fragments().size());
        assertEquals(
                "OT",
                Dicom.header(file.write(folder))
                        .file()
                        .dataSet()
                        .string(Tag.Modality)
                        .orElseThrow());
    }
}
