package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.effigy.base.Progress;
import org.effigy.dicom.ConversionContract;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plants an identifier everywhere and searches every byte of the result for it. */
public abstract class PlantedIdentifiersContract extends ConversionContract {
    private static final String TOKEN = "ZQIDENT";
    private static final int PRIVATE_SEQUENCE = 0x00291120;
    private static final int UNKNOWN = 0x00187FFE;

    /** Returns every tag of the table; a repeating group at its second number, the private attributes at one of them. */
    private static List<Integer> tags() {
        List<Integer> tags = new ArrayList<>();
        for (ConfidentialityProfile.Row row : ConfidentialityProfile.rows()) {
            String pattern = row.pattern();
            if (pattern.equals("private")) {
                tags.add(0x00291010);
            } else if (pattern.startsWith("50")) {
                tags.add(0x50023000);
                tags.add(0x5002200C);
            } else {
                tags.add(Integer.parseUnsignedInt(pattern.replaceFirst("xx", "02"), 16));
            }
        }
        return tags;
    }

    private static Vr vr(int tag) {
        return Tag.isPrivate(tag) ? Vr.LO : Dictionary.vr(tag) == Vr.UN ? Vr.LO : Dictionary.vr(tag);
    }

    /** Returns the token, different for each tag, in an even number of bytes, at most 16. */
    private static byte[] token(int tag) {
        return String.format(Locale.ROOT, TOKEN + "%08X ", tag).getBytes(StandardCharsets.US_ASCII);
    }

    /** Puts the token into the attribute whatever its VR; sequences get an item with the token in several attributes. */
    private static void plant(int tag, DataSet into) {
        if (vr(tag) != Vr.SQ) {
            into.putBytes(tag, vr(tag), token(tag));
            return;
        }
        DataSet item = new DataSet();
        into.putItems(tag, item);
        for (int inner : new int[] {
            Tag.PatientName,
            Tag.PatientID,
            Tag.CodeMeaning,
            Tag.CodeValue,
            Tag.CodingSchemeDesignator,
            Tag.TextValue,
            Tag.ReferencedSOPInstanceUID,
            Tag.ReferencedSOPClassUID,
            Tag.Manufacturer,
            UNKNOWN,
            Tag.ImageType,
            Tag.InstanceNumber,
            Tag.StudyDate,
            Tag.BodyPartExamined,
            Tag.SpecificCharacterSet
        }) {
            item.putBytes(inner, vr(inner), token(tag));
        }
        item.putBytes(0x00310010, Vr.LO, "CREATOR ".getBytes(StandardCharsets.US_ASCII));
        item.putBytes(0x00311001, Vr.LO, token(tag));
    }

    private static DicomFile planted(String transferSyntax) {
        DicomFile file = TestObjects.ct();
        DataSet root = file.dataSet();
        DataSet reference = new DataSet();
        DataSet inPrivate = new DataSet();
        root.putItems(Tag.ReferencedSeriesSequence, reference);
        root.putBytes(0x00290010, Vr.LO, token(0x00290010));
        root.putItems(PRIVATE_SEQUENCE, inPrivate);
        Set<Integer> needed = Set.of(Tag.SOPClassUID, Tag.Modality, Tag.PixelData);
        for (int tag : tags()) {
            plant(tag, inPrivate);
            plant(tag, reference);
            if (!needed.contains(tag) && Tag.group(tag) > 4) {
                plant(tag, root);
            }
        }
        root.putBytes(UNKNOWN, Vr.LO, token(UNKNOWN));
        root.putBytes(Tag.SoftwareVersions, Vr.LO, token(Tag.SoftwareVersions));
        root.putBytes(Tag.ManufacturerModelName, Vr.LO, token(Tag.ManufacturerModelName));
        DataSet meta = new DataSet();
        meta.putBytes(Tag.SourceApplicationEntityTitle, Vr.AE, token(Tag.SourceApplicationEntityTitle));
        meta.putBytes(0x00020102, Vr.OB, token(0x00020102));
        return new DicomFile(meta, root, transferSyntax);
    }

    private byte[] scrubbed(DicomFile file, DeidOptions options) throws IOException {
        Path in = folder.resolve("in.dcm");
        Path out = folder.resolve("out.dcm");
        codec().write(file, in);
        byte[] original = Files.readAllBytes(in);
        System.arraycopy((TOKEN + " in the preamble").getBytes(StandardCharsets.US_ASCII), 0, original, 3, 23);
        Files.write(in, original);
        codec().write(new Deidentifier(options, TestObjects.KEY).apply(read(in)), out);
        return Files.readAllBytes(out);
    }

    private static void assertNoToken(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(TOKEN);
        assertEquals(-1, at, () -> "found " + text.substring(at, Math.min(text.length(), at + 15)));
        assertFalse(text.replace("\0", "").contains(TOKEN), "found with zeros in between");
        StringBuilder swapped = new StringBuilder();
        for (int i = 0; i + 1 < TOKEN.length(); i += 2) {
            swapped.append(TOKEN.charAt(i + 1)).append(TOKEN.charAt(i));
        }
        assertFalse(text.contains(swapped), "found with bytes swapped");
    }

    @Test
    void theTableHasAllItsRows() {
        assertEquals(621, ConfidentialityProfile.rows().size());
        long removed = ConfidentialityProfile.rows().stream()
                .filter(r -> r.basic().equals("X"))
                .count();
        long uids = ConfidentialityProfile.rows().stream()
                .filter(r -> r.basic().equals("U"))
                .count();
        assertEquals(384, removed);
        assertEquals(54, uids);
        for (DeidOption option : DeidOption.values()) {
            assertTrue(ConfidentialityProfile.rows().stream()
                    .anyMatch(r -> r.options().containsKey(option)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXPLICIT_LITTLE_ENDIAN", "IMPLICIT_LITTLE_ENDIAN", "EXPLICIT_BIG_ENDIAN", "DEFLATED"})
    void noneOfTheTablesAttributesCarriesItOver(TransferSyntax syntax) throws IOException {
        byte[] out = scrubbed(planted(syntax.uid()), DeidOptions.basic().with(DeidOption.CLEAN_GRAPHICS));
        assertNoToken(out);
        DicomFile read = read(folder.resolve("out.dcm"));
        assertArrayEquals(
                TestObjects.ct().dataSet().element(Tag.PixelData).orElseThrow().bytes(),
                read.dataSet().element(Tag.PixelData).orElseThrow().bytes());
        assertNoToken(flat(read.dataSet()));
    }

    /** Returns all values of a data set, for files that are compressed as a whole. */
    private static byte[] flat(DataSet dataSet) {
        StringBuilder out = new StringBuilder();
        for (Element element : dataSet) {
            out.append(new String(element.bytes(), StandardCharsets.ISO_8859_1)).append('|');
            element.items().forEach(item -> out.append(new String(flat(item), StandardCharsets.ISO_8859_1)));
        }
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void cleaningOptionsAndRetainedUidsAndDatesDoNotCarryItOver() throws IOException {
        DeidOptions clean = DeidOptions.basic()
                .with(
                        DeidOption.CLEAN_GRAPHICS,
                        DeidOption.CLEAN_DESCRIPTORS,
                        DeidOption.CLEAN_STRUCTURED_CONTENT,
                        DeidOption.RETAIN_UIDS,
                        DeidOption.RETAIN_SAFE_PRIVATE,
                        DeidOption.RETAIN_MODIFIED_DATES);
        DicomFile file = planted(TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid());
        file.dataSet().put(Tag.SOPInstanceUID, Vr.UI, "1.2.3.4");
        assertNoToken(scrubbed(file, clean));
        DeidOptions full = DeidOptions.basic().with(DeidOption.CLEAN_GRAPHICS, DeidOption.RETAIN_FULL_DATES);
        assertNoToken(scrubbed(planted(TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid()), full));
    }

    @Test
    void noAttributeOfTheListCarriesATextOver() throws IOException {
        DicomFile file = TestObjects.ct();
        for (Dictionary.Entry entry : Dictionary.entries()) {
            if (entry.pattern().contains("x")) {
                continue;
            }
            int tag = Integer.parseUnsignedInt(entry.pattern(), 16);
            Vr vr = entry.vrs().get(0);
            boolean text = vr.isText() || vr == Vr.SQ;
            boolean structural = Tag.group(tag) <= 4
                    || tag == Tag.SOPClassUID
                    || tag == Tag.ConversionType
                    || tag == Tag.BurnedInAnnotation
                    || tag == Tag.PhotometricInterpretation
                    || Tag.group(tag) == 0xFFFE
                    || tag == Tag.NumberOfFrames;
            if (text && !structural) {
                plant(tag, file.dataSet());
            }
        }
        assertNoToken(scrubbed(file, DeidOptions.basic()));
    }

    @Test
    void validValuesOfTheTablesAttributesDoNotCarryOver() throws IOException {
        DicomFile file = TestObjects.ct();
        for (int tag : tags()) {
            switch (vr(tag)) {
                case DA -> file.dataSet().put(tag, Vr.DA, "19610713");
                case TM -> file.dataSet().put(tag, Vr.TM, "171819.2");
                case DT -> file.dataSet().put(tag, Vr.DT, "19610713171819.2+0100");
                case UI -> file.dataSet().put(tag, Vr.UI, "1.2.3.77777." + Integer.toUnsignedString(tag));
                case DS -> file.dataSet().put(tag, Vr.DS, "31415926.5");
                default -> {
                    // Texts are another test's.
                }
            }
        }
        for (DeidOptions options :
                List.of(DeidOptions.basic(), DeidOptions.basic().with(DeidOption.RETAIN_DEVICE_IDENTITY))) {
            boolean device = !options.options().isEmpty();
            String out = new String(scrubbed(file, options), StandardCharsets.ISO_8859_1);
            assertEquals(device, out.contains("19610713"), "a date");
            assertEquals(device, out.contains("171819.2"), "a time");
            assertEquals(device, out.contains("1.2.3.77777"), "a UID");
            assertEquals(device, out.contains("31415926"), "a number");
        }
    }

    @Test
    void namesOfFilesAndFoldersDoNotCarryOver() throws IOException {
        Path in = folder.resolve("tree").resolve(TOKEN + " folder");
        Files.createDirectories(in);
        codec().write(planted(TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid()), in.resolve(TOKEN + "^Name.dcm"));
        DeidOptions options = DeidOptions.basic().with(DeidOption.CLEAN_GRAPHICS);
        Path out = folder.resolve("result");
        ScrubReport report = TreeScrubber.using(codec(), new Deidentifier(options, TestObjects.KEY))
                .run(folder.resolve("tree"), out, (a, b, c) -> Progress.none());
        assertEquals(new ScrubReport(1, 0, List.of()), report);
        try (var files = Files.walk(out)) {
            for (Path path : files.toList()) {
                assertFalse(path.getFileName().toString().contains(TOKEN));
                if (Files.isRegularFile(path)) {
                    assertNoToken(Files.readAllBytes(path));
                }
            }
        }
    }

    @Test
    void everyOptionIsNamedInTheResult() {
        for (DeidOption option : EnumSet.complementOf(EnumSet.of(DeidOption.RETAIN_FULL_DATES))) {
            DataSet out = new Deidentifier(DeidOptions.basic().with(option), TestObjects.KEY)
                    .apply(TestObjects.ct())
                    .dataSet();
            List<String> codes = out.items(Tag.DeidentificationMethodCodeSequence).stream()
                    .map(code -> code.string(Tag.CodeValue).orElseThrow())
                    .toList();
            assertEquals(List.of("113100", option.code()), codes);
        }
    }
}
