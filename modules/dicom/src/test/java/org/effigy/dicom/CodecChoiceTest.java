package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.dicom.codec.BuiltInCodec;
import org.junit.jupiter.api.Test;

class CodecChoiceTest {
    private static final DicomCodec BUILT_IN = new BuiltInCodec();

    private record Other(String name, int priority) implements DicomCodec {
        @Override
        public DicomFile read(Path file, ReadOptions options) {
            throw new AssertionError("not to be used");
        }

        @Override
        public void write(DicomFile file, Path path) {
            throw new AssertionError("not to be used");
        }
    }

    @Test
    void theCodecWithTheHighestPriorityIsUsed() {
        DicomCodec best = new Other("best", 10);
        List<DicomCodec> codecs = Dicom.sorted(Stream.of(new Other("last", -1), BUILT_IN, best));
        assertEquals(List.of("best", "built-in", "last"), names(codecs));
        assertEquals(best, Dicom.choose(codecs, "").orElseThrow());
        assertTrue(Dicom.choose(codecs, "absent").isEmpty());
    }

    @Test
    void aCodecBelowTheBuiltInOneReplacesItInNothing() {
        for (int priority : new int[] {-1, 0}) {
            List<DicomCodec> codecs = Dicom.sorted(Stream.of(new Other("other", priority), BUILT_IN));
            assertEquals(BUILT_IN, Dicom.choose(codecs, "").orElseThrow());
            assertEquals(BUILT_IN, Dicom.choose(codecs, DicomCodec.BUILT_IN).orElseThrow());
        }
    }

    @Test
    void aProgramChoosesByNameAndOneThatIsNotThereIsRefusedInOneLine() {
        try {
            Dicom.choose("absent");
            InputException thrown = assertThrows(InputException.class, Dicom::codec);
            assertTrue(thrown.getMessage().startsWith("the chosen DICOM engine is not part of this build; there is: "));
            assertTrue(thrown.getMessage().contains(DicomCodec.BUILT_IN), thrown.getMessage());
            Dicom.choose(DicomCodec.BUILT_IN);
            assertEquals(DicomCodec.BUILT_IN, Dicom.codec().name());
        } finally {
            Dicom.choose("");
        }
        assertEquals(Dicom.codecs().get(0), Dicom.codec());
    }

    private static List<String> names(List<DicomCodec> codecs) {
        return codecs.stream().map(DicomCodec::name).toList();
    }
}
