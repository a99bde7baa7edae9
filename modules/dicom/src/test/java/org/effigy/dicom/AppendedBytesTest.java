package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.effigy.dicom.codec.BuiltInCodec;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file with bytes behind its data set is told from one that is cut short. */
class AppendedBytesTest {
    private static final Pattern PLACE = Pattern.compile("no element begins at byte ([0-9]+), behind PixelData");
    private static final int[] VALUES = {1, 2, 3, 4095, 0, 258};

    private static final List<byte[]> APPENDED = List.of(
            text("ZQMAIER^HANS"),
            text("Zqmaier, Hans, born 1950-01-02\n"),
            text("12345678"),
            text("zqmaierLOxx"),
            text("<?xml version=\"1.0\"?><report patient=\"Zqmaier\"/>".repeat(900)),
            new byte[] {(byte) 0xc3, (byte) 0x9c, (byte) 0xc3, (byte) 0xa4, 'z', 'q', 'm', 'a', 'i', 'e', 'r', '!'},
            new byte[] {1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0});

    @TempDir
    private Path folder;

    private final BuiltInCodec codec = new BuiltInCodec();

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] sound(TransferSyntax syntax) throws IOException {
        DataSet d = TestImages.row(TestImages.header(1, VALUES.length, 16, 12, false), VALUES)
                .dataSet();
        if (syntax == TransferSyntax.ENCAPSULATED_UNCOMPRESSED) {
            byte[] frame = d.element(Tag.PixelData).orElseThrow().bytes();
            d.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], frame)));
        }
        Path path = folder.resolve("sound");
        codec.write(new DicomFile(new DataSet(), d, syntax.uid()), path);
        return Files.readAllBytes(path);
    }

    private DicomException refusal(byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve("appended"), bytes);
        DicomException whole = assertThrows(DicomException.class, () -> codec.read(path, ReadOptions.whole()));
        DicomException header = assertThrows(DicomException.class, () -> codec.readHeader(path));
        assertEquals(whole.getMessage(), header.getMessage());
        return whole;
    }

    @ParameterizedTest
    @EnumSource(
            value = TransferSyntax.class,
            names = {
                "IMPLICIT_LITTLE_ENDIAN",
                "EXPLICIT_LITTLE_ENDIAN",
                "EXPLICIT_BIG_ENDIAN",
                "ENCAPSULATED_UNCOMPRESSED"
            })
    void isRefusedForItWithTheBytesPlace(TransferSyntax syntax) throws IOException {
        byte[] sound = sound(syntax);
        for (byte[] appended : APPENDED) {
            byte[] bytes = Arrays.copyOf(sound, sound.length + appended.length);
            System.arraycopy(appended, 0, bytes, sound.length, appended.length);
            DicomException e = refusal(bytes);
            assertEquals(Kind.MALFORMED, e.kind());
            String message = e.getMessage();
            assertTrue(message.contains("was appended") && !message.contains("cut short"), message);
            assertFalse(message.toLowerCase(Locale.ROOT).contains("zqmaier"), message);
            Matcher place = PLACE.matcher(message);
            assertTrue(place.find(), message);
            assertEquals(sound.length, Integer.parseInt(place.group(1)));
        }
        DicomFile file = codec.read(Files.write(folder.resolve("again"), sound), ReadOptions.whole());
        assertArrayEquals(VALUES, DicomImage.of(file).storedValues(0));
    }

    @ParameterizedTest
    @EnumSource(
            value = TransferSyntax.class,
            names = {"IMPLICIT_LITTLE_ENDIAN", "EXPLICIT_LITTLE_ENDIAN", "EXPLICIT_BIG_ENDIAN"})
    void aFileThatIsCutShortIsNotSaidToHaveMore(TransferSyntax syntax) throws IOException {
        byte[] sound = sound(syntax);
        int refused = 0;
        for (int length = 140; length < sound.length; length++) {
            Path path = Files.write(folder.resolve("cut"), Arrays.copyOf(sound, length));
            try {
                codec.read(path, ReadOptions.whole());
            } catch (DicomException e) {
                assertFalse(e.getMessage().contains("appended"), "of " + length + " bytes: " + e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 100, "refused " + refused);
    }
}
