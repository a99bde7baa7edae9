package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Each option of {@code effigy scrub} reaches what it sets, seen in the file that is written. */
final class ScrubCommandTest {
    private static final int SIDE = 8;
    private static final int SAFE_PRIVATE = 0x00190010;
    private static final int SAFE_PRIVATE_VALUE = 0x00191023;
    private static final int ACQUISITION_CONTEXT = 0x00400555;
    private static final int OVERLAY_DATA = 0x60003000;
    private static final String REFUSED = "refused";

    @TempDir
    private Path folder;

    private Path key;
    private Path masks;

    /**
     * An option.
     *
     * @param code of the confidentiality option that the file must name then, and no other; empty for none
     * @param value what to read from the result, which is {@code REFUSED} where nothing was written
     */
    record Case(
            String option, String argument, String code, Function<DataSet, String> value, String without, String with) {
        Case(String option, String code, int tag, String without, String with) {
            this(option, "", code, d -> d.string(tag).orElse(""), without, with);
        }

        @Override
        public String toString() {
            return option;
        }
    }

    static Stream<Case> cases() {
        String uid = "2.25.258141827855039202529743205050412131755";
        // The same in Python, see DeidentifierTest of the module dicom.
        String uidUnderRoot = "1.2.3.48895719362980972229573978283004397812";
        int date = Tag.StudyDate;
        return Stream.of(
                new Case(
                        "--uid-root",
                        "1.2.3",
                        "",
                        d -> d.string(Tag.SOPInstanceUID).orElse(""),
                        uid,
                        uidUnderRoot),
                new Case("--shift-dates", "113107", date, "", "20140305"),
                new Case("--keep-dates", "113106", date, "", "20200229"),
                new Case("--keep-uids", "113110", Tag.SOPInstanceUID, uid, "1.2.3.4"),
                new Case("--keep-device", "113109", Tag.StationName, "", "CT99"),
                new Case("--keep-institution", "113112", Tag.InstitutionName, "", "St. Elsewhere"),
                new Case("--keep-characteristics", "113108", Tag.PatientSex, "", "M"),
                new Case("--keep-safe-private", "113111", SAFE_PRIVATE_VALUE, "", "12.5"),
                new Case("--clean-descriptions", "113105", Tag.StudyDescription, "", "CT Thorax"),
                new Case(
                        "--clean-structured-content",
                        "",
                        "113104",
                        d -> String.valueOf(d.items(ACQUISITION_CONTEXT).size()),
                        "0",
                        "1"),
                new Case("--clean-graphics", "113103", Tag.Modality, REFUSED, "CT"),
                new Case(
                        "--mask",
                        "masks.json",
                        "113101",
                        d -> d.string(Tag.BurnedInAnnotation).orElse(""),
                        REFUSED,
                        "NO"),
                new Case("--clean-pixels", "113101", Tag.BurnedInAnnotation, REFUSED, "NO"),
                new Case("--allow-burned-in", "", Tag.BurnedInAnnotation, REFUSED, "YES"),
                new Case("--allow-heads", "", Tag.RecognizableVisualFeatures, REFUSED, "YES"));
    }

    @BeforeEach
    void setUp() throws IOException {
        key = Files.writeString(folder.resolve("key"), "0123456789abcdef");
        masks = Files.writeString(
                folder.resolve("masks.json"),
                "{\"format\": \"effigy-masks\", \"version\": 1, \"rules\": [{\"modality\": \"*\", \"rows\": 0, \"columns\": 0,"
                        + " \"unit\": \"pixels\", \"areas\": [{\"x\": 0, \"y\": 0, \"width\": 2, \"height\": 2}]}]}");
    }

    /** Returns a slice with everything that the option is about. */
    private static DataSet slice(String option) {
        DataSet d = new DataSet();
        d.put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.5.1.4.1.1.2");
        d.put(Tag.SOPInstanceUID, Vr.UI, "1.2.3.4").put(Tag.StudyInstanceUID, Vr.UI, "1.2.3");
        d.put(Tag.SeriesInstanceUID, Vr.UI, "1.2.3.1").put(Tag.Modality, Vr.CS, "CT");
        d.put(Tag.PatientID, Vr.LO, "P1").put(Tag.PatientName, Vr.PN, "A^B").put(Tag.PatientSex, Vr.CS, "M");
        d.put(Tag.StudyDate, Vr.DA, "20200229").put(Tag.StationName, Vr.SH, "CT99");
        d.put(Tag.InstitutionName, Vr.LO, "St. Elsewhere");
        d.put(Tag.StudyDescription, Vr.LO, "CT Thorax nativ Herr Maier");
        d.put(SAFE_PRIVATE, Vr.LO, "GEMS_ACQU_01").put(SAFE_PRIVATE_VALUE, Vr.DS, "12.5");
        DataSet context = new DataSet();
        DataSet name = new DataSet();
        d.putItems(ACQUISITION_CONTEXT, context);
        context.putItems(0x0040A043, name);
        name.put(Tag.CodeValue, Vr.SH, "113014").put(Tag.CodingSchemeDesignator, Vr.SH, "DCM");
        d.putInts(Tag.Rows, Vr.US, SIDE).putInts(Tag.Columns, Vr.US, SIDE).putInts(Tag.SamplesPerPixel, Vr.US, 1);
        d.putInts(Tag.BitsAllocated, Vr.US, 16)
                .putInts(Tag.BitsStored, Vr.US, 12)
                .putInts(Tag.HighBit, Vr.US, 11);
        d.putInts(Tag.PixelRepresentation, Vr.US, 0).put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2");
        int frames = option.equals("--allow-heads") ? 6 : 1;
        d.putInts(Tag.NumberOfFrames, Vr.IS, frames).putBytes(Tag.PixelData, Vr.OW, new byte[2 * SIDE * SIDE * frames]);
        switch (option) {
            case "--allow-heads" -> d.put(Tag.BodyPartExamined, Vr.CS, "HEAD");
            case "--clean-graphics" -> d.putBytes(OVERLAY_DATA, Vr.OW, new byte[] {1, 2});
            case "--mask", "--clean-pixels", "--allow-burned-in" -> d.put(Tag.BurnedInAnnotation, Vr.CS, "YES");
            default -> {
                // Nothing that would be refused.
            }
        }
        return d;
    }

    private CommandRun scrub(Path in, Path out, List<String> words) {
        List<Object> all = new ArrayList<>(List.of("scrub", in, out));
        all.addAll(words);
        return CommandRun.of(all.toArray());
    }

    private String value(Case option, List<String> words) throws IOException {
        Path in = folder.resolve("in.dcm");
        Path out = Files.createTempDirectory(folder, "out").resolve("out.dcm");
        Dicom.write(DicomFile.of(slice(option.option())), in);
        List<String> all = new ArrayList<>(List.of("--key-file", key.toString()));
        all.addAll(words);
        CommandRun run = scrub(in, out, all);
        if (run.exitCode() == 1 && !Files.exists(out)) {
            assertTrue(run.err().contains(option.option()), "the line names the option: " + run.err());
            return REFUSED;
        }
        run.succeeded();
        DataSet result = Dicom.read(out).dataSet();
        boolean chosen = !words.isEmpty() && !option.code().isEmpty();
        assertEquals(chosen ? List.of("113100", option.code()) : List.of("113100"), codes(result));
        return option.value().apply(result);
    }

    private static List<String> codes(DataSet dataSet) {
        return dataSet.items(Tag.DeidentificationMethodCodeSequence).stream()
                .map(item -> item.string(Tag.CodeValue).orElseThrow())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anOptionReachesWhatItSets(Case option) throws IOException {
        assertEquals(option.without(), value(option, List.of()));
        List<String> words = new ArrayList<>(List.of(option.option()));
        if (!option.argument().isEmpty()) {
            words.add(option.argument().equals("masks.json") ? masks.toString() : option.argument());
        }
        assertEquals(option.with(), value(option, words));
    }

    @Test
    void everyOptionHasItsCase() {
        CommandLine scrub = Effigy.commandLine().getSubcommands().get("scrub");
        Set<String> options = scrub.getCommandSpec().options().stream()
                .filter(o -> !o.usageHelp() && !o.versionHelp() && !o.inherited())
                .map(OptionSpec::longestName)
                .filter(name -> !name.equals("--stacktrace"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> tested = cases().map(Case::option).collect(Collectors.toCollection(TreeSet::new));
        tested.add("--key-file");
        assertEquals(options, tested);
    }

    private byte[] scrubbed(List<String> words) throws IOException {
        Path in = folder.resolve("in.dcm");
        Path out = Files.createTempDirectory(folder, "out").resolve("out.dcm");
        Dicom.write(DicomFile.of(slice("")), in);
        scrub(in, out, words).succeeded();
        return Files.readAllBytes(out);
    }

    @Test
    void theSameKeyGivesTheSameFileAndAnotherKeyOrNoneAnother() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "another secret of a user");
        List<String> withKey = List.of("--key-file", key.toString());
        assertArrayEquals(scrubbed(withKey), scrubbed(withKey));
        Path file = Files.write(folder.resolve("known.dcm"), scrubbed(withKey));
        assertEquals(
                "2.25.258141827855039202529743205050412131755",
                Dicom.read(file).dataSet().string(Tag.SOPInstanceUID).orElseThrow());
        assertNotEquals(uid(scrubbed(withKey)), uid(scrubbed(List.of("--key-file", other.toString()))));
        assertNotEquals(uid(scrubbed(List.of())), uid(scrubbed(List.of())));
    }

    private String uid(byte[] bytes) throws IOException {
        Path file = Files.write(Files.createTempFile(folder, "one", ".dcm"), bytes);
        return Dicom.read(file).dataSet().string(Tag.SOPInstanceUID).orElseThrow();
    }

    @Test
    void anExistingFileIsNotReplaced() throws IOException {
        Path in = folder.resolve("in.dcm");
        Dicom.write(DicomFile.of(slice("")), in);
        Path there = Files.writeString(folder.resolve("there.dcm"), "precious");
        String line = scrub(in, there, List.of()).failure();
        assertTrue(line.startsWith("effigy: " + there + ": is already there"), line);
        assertEquals("precious", Files.readString(there));
    }

    @Test
    void datesAreShiftedOrKeptNotBoth() throws IOException {
        Path in = folder.resolve("in.dcm");
        Dicom.write(DicomFile.of(slice("")), in);
        Path out = folder.resolve("out.dcm");
        CommandRun run = scrub(in, out, List.of("--shift-dates", "--keep-dates"));
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("--shift-dates and --keep-dates"), run.err());
        assertFalse(Files.exists(out));
    }
}
