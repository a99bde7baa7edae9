package org.effigy.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.effigy.base.InputException;
import org.effigy.base.Size;
import org.effigy.testsupport.Mutations;
import org.effigy.testsupport.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateFileTest {
    private static final long SEED = 20261127;
    private static final int CASES = 150;
    private static final Sandbox.Limits LIMITS = new Sandbox.Limits(2000, 64L << 20);
    private static final GateFile RECORD =
            GateBuilder.build(Anatomy.patients(0, 4, 32), RealImages.none(), 32, 1, "fingerprint");

    @TempDir
    private Path folder;

    @Test
    void isFoundInTheRunInTheCheckpointAndFromACheckpointOfTheRun() throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve("run/checkpoints/00000001"));
        assertEquals(Optional.empty(), GateFile.find(folder.resolve("run")));
        RECORD.write(folder.resolve("run"));
        assertEquals(Optional.of(RECORD), GateFile.find(folder.resolve("run")));
        assertEquals(Optional.of(RECORD), GateFile.find(checkpoint));
        RECORD.write(checkpoint);
        Path copy = folder.resolve("copy");
        Files.move(checkpoint, copy);
        assertEquals(Optional.of(RECORD), GateFile.find(copy));
    }

    @Test
    void refusesARecordThatWasChanged() throws IOException {
        RECORD.write(folder);
        Path file = folder.resolve(GateFile.FILE);
        String text = Files.readString(file);
        int distance = RECORD.calibration().copyDistance();
        List<String> changed = List.of(
                text.replace("\"copyDistance\" : " + distance, "\"copyDistance\" : " + (distance == 0 ? 1 : 0)),
                text.replace("\"version\" : 3", "\"version\" : 4"),
                text.replace("\"version\" : 3", "\"version\" : 2"),
                text.replace("\"version\" : 3", "\"version\" : 1"),
                text.replace("\"limit\" : ", "\"limit\" : 1"),
                text.replace("\"side\" : 32", "\"side\" : 64"),
                text.replace("effigy-gate", "other"),
                text.substring(0, text.length() / 2),
                "");
        for (String one : changed) {
            assertTrue(!one.equals(text));
            Files.writeString(file, one);
            InputException e = assertThrows(InputException.class, () -> GateFile.find(folder));
            assertTrue(e.getMessage().startsWith(GateFile.FILE), e.getMessage());
        }
    }

    private static GateFile ofVersion2(int side) {
        GateFile now = GateBuilder.build(Anatomy.patients(0, 4, side), RealImages.none(), side, 1, "f");
        return new GateFile(
                        now.format(),
                        GateFile.BEFORE,
                        now.seed(),
                        now.size(),
                        now.fingerprint(),
                        now.images(),
                        now.ids(),
                        now.likeness(),
                        now.calibration(),
                        now.descriptors(),
                        "")
                .sealed();
    }

    @Test
    void readsARecordOfVersion2WhoseDescriptorsAreStillTheSame() throws IOException {
        ofVersion2(128).write(folder);
        assertEquals(2, GateFile.find(folder).orElseThrow().version());
        ofVersion2(136).write(folder);
        String message =
                assertThrows(InputException.class, () -> GateFile.find(folder)).getMessage();
        assertTrue(message.contains("describe the training images anew"), message);
    }

    @Test
    void readsARecordOfVersion1WithoutItsRuleOfLikeness() throws IOException {
        Path file = folder.resolve(GateFile.FILE);
        try (InputStream earlier = GateFileTest.class.getResourceAsStream("gate-version-1.json")) {
            Files.copy(earlier, file);
        }
        GateFile read = GateFile.find(folder).orElseThrow();
        assertEquals(1, read.version());
        assertEquals(Optional.empty(), read.likeness());
        Gate.Finding finding = Gate.of(read).look(Anatomy.noise(1, read.side())).finding();
        assertEquals(Optional.empty(), finding.reason());
        Path other = Files.createDirectory(folder.resolve("other"));
        assertEquals(Optional.of(read), GateFile.copy(folder, other));
        assertEquals(Optional.of(read), GateFile.find(other));
        assertThrows(IllegalArgumentException.class, () -> read.write(other));
        Files.writeString(file, Files.readString(file).replace("\"side\" : 64", "\"side\" : 63"));
        assertThrows(InputException.class, () -> GateFile.find(folder));
    }

    @Test
    void aRecordOfImagesThatAreNotSquareSaysRowsAndColumns() throws IOException {
        Size wide = new Size(48, 64);
        GateFile record = GateBuilder.build(Wide.patients(0, 4), RealImages.none(), wide, 1, "f");
        record.write(folder);
        assertTrue(Files.readString(folder.resolve(GateFile.FILE)).contains("\"side\" : \"48x64\""));
        assertEquals(record, GateFile.find(folder).orElseThrow());
    }

    @Test
    void refusesALikenessOfOtherStatistics() {
        Likeness other = GateBuilder.build(Anatomy.patients(0, 4, 64), RealImages.none(), 64, 1, "f")
                .likeness()
                .orElseThrow();
        for (Optional<Likeness> likeness : List.of(Optional.of(other), Optional.<Likeness>empty())) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new GateFile(
                            RECORD.format(),
                            RECORD.version(),
                            RECORD.seed(),
                            RECORD.size(),
                            RECORD.fingerprint(),
                            RECORD.images(),
                            RECORD.ids(),
                            likeness,
                            RECORD.calibration(),
                            RECORD.descriptors(),
                            RECORD.sha256()));
        }
    }

    @Test
    void noDamagedRecordBreaksTheProgram() throws IOException {
        RECORD.write(folder);
        String sound = Files.readString(folder.resolve(GateFile.FILE));
        List<String> findings = new ArrayList<>();
        try (Sandbox sandbox = new Sandbox()) {
            for (int i = 0; i < CASES; i++) {
                Random random = new Random(SEED + i);
                Path hostile = Files.createDirectory(folder.resolve("hostile" + i));
                byte[] damaged = i % 3 == 0
                        ? Mutations.damage(sound.getBytes(StandardCharsets.UTF_8), random)
                        : Mutations.damageJson(sound, random).getBytes(StandardCharsets.UTF_8);
                Files.write(hostile.resolve(GateFile.FILE), damaged);
                String finding = sandbox.run(() -> GateFile.find(hostile), LIMITS);
                if (!finding.isEmpty()) {
                    findings.add("case " + i + ": " + finding);
                }
            }
        }
        assertEquals("", String.join("\n", findings));
    }
}
