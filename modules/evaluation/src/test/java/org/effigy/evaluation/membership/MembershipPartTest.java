package org.effigy.evaluation.membership;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.Verdict;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.images.ImageSource;
import org.effigy.evaluation.part.Findings;
import org.effigy.evaluation.part.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole part, with attacks that anyone can foresee. */
class MembershipPartTest {
    private static final int SIDE = 4;
    private static final int MEMBERS = 240;
    private static final int ALL = 480;

    @TempDir
    private Path folder;

    /** Members are brighter by 1 in their first value; the second value is chance; two images a patient. */
    private static SubjectImages subjects(int members, int all) {
        Random random = new Random(7);
        float[] pixels = new float[all * SIDE * SIDE];
        List<String> names = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        int[] labels = new int[all];
        int[] patients = new int[all];
        for (int i = 0; i < all; i++) {
            pixels[i * SIDE * SIDE] = (float) (random.nextGaussian() + (i < members ? 1 : 0));
            pixels[i * SIDE * SIDE + 1] = (float) random.nextGaussian();
            names.add("index " + i);
            // RARE is too rare to be measured.
            labels[i] = i % 12 == 0 ? 1 : 0;
            classes.add(labels[i] == 1 ? "RARE" : "COMMON");
            patients[i] = i / 2;
        }
        return new SubjectImages(Subjects.halved(members, patients, 3), names, classes, labels, pixels);
    }

    /** An attack that reads one value of each image; at its second time step it knows nothing. */
    private static Attack reading(String name, int value, int... times) {
        return new Attack() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int[] timeSteps() {
                return times;
            }

            @Override
            public double[][] scores(float[] images, int[] labels, int first) {
                double[][] scores = new double[times.length][labels.length];
                for (int t = 0; t < times.length; t++) {
                    for (int i = 0; i < labels.length; i++) {
                        scores[t][i] = images[i * SIDE * SIDE + (t == 0 ? value : 1)];
                    }
                }
                return scores;
            }
        };
    }

    private Findings judge(SubjectImages images, Attack... attacks) throws IOException {
        ImageSource any = image();
        ImageSets.Request request = new ImageSets.Request(any, any, any, 16, Optional.empty(), false);
        MembershipPart part = new MembershipPart(List.of(attacks), images, "a".repeat(64), 900, folder);
        assertTrue(part.settings().contains("a".repeat(64)));
        try (ImageSets sets =
                ImageSets.open(request, folder.resolve("cache"), (task, unit, total) -> Progress.none())) {
            return part.judge(new Study(sets, List.of(), 1, 200, 2), (task, unit, total) -> Progress.none());
        }
    }

    private ImageSource image() throws IOException {
        Path to = Files.createDirectories(folder.resolve("images"));
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int p = 0; p < 256; p++) {
            image.getRaster().setSample(p % 16, p / 16, 0, p);
        }
        ImageIO.write(image, "png", to.resolve("one.png").toFile());
        return new ImageSource.Folder(to, Map.of());
    }

    private static Optional<Figure> figure(Findings findings, String id, String attack, Cell cell) {
        return findings.figures().stream()
                .filter(one -> one.id().equals("privacy.membership." + id)
                        && one.space().equals(attack)
                        && one.cell().equals(cell))
                .findFirst();
    }

    private static double value(Findings findings, String id, String attack) {
        return figure(findings, id, attack, Cell.ALL)
                .orElseThrow()
                .measured()
                .orElseThrow()
                .value();
    }

    /** The part of pairs of a member and another image of the reported half in which the member's value is the larger one. */
    private static double area(SubjectImages images, int value, String className) {
        int[] reported = Arrays.stream(images.subjects().of(1))
                .filter(i -> className.isEmpty() || images.classes().get(i).equals(className))
                .toArray();
        double larger = 0;
        double pairs = 0;
        for (int i : reported) {
            for (int j : reported) {
                if (i < MEMBERS && j >= MEMBERS) {
                    larger +=
                            images.pixels()[i * SIDE * SIDE + value] > images.pixels()[j * SIDE * SIDE + value] ? 1 : 0;
                    pairs++;
                }
            }
        }
        return larger / pairs;
    }

    @Test
    void anAttackThatTellsMembersIsFoundAndOneThatGuessesIsNot() throws IOException {
        SubjectImages images = subjects(MEMBERS, ALL);
        Findings findings = judge(images, reading("telling", 0, 20, 500), reading("guessing", 1, 0));
        assertEquals(area(images, 0, ""), value(findings, "auc", "telling"), 1e-12);
        assertEquals(area(images, 1, ""), value(findings, "auc", "guessing"), 1e-12);
        assertEquals(1e-4, value(findings, "p", "telling"), 1e-12);
        assertTrue(value(findings, "p", "guessing") > 0.05);
        Figure auc = figure(findings, "auc", "telling", Cell.ALL).orElseThrow();
        assertTrue(auc.note().contains("t = 20, chosen on the other half"), auc.note());
        assertTrue(auc.floor().isPresent());
        assertEquals(
                area(images, 0, "COMMON"),
                figure(findings, "auc", "telling", Cell.ofClass("COMMON"))
                        .orElseThrow()
                        .measured()
                        .orElseThrow()
                        .value(),
                1e-12);
        Figure rare = figure(findings, "auc", "telling", Cell.ofClass("RARE")).orElseThrow();
        assertEquals(Optional.empty(), rare.measured());
        assertTrue(rare.note().startsWith("not measurable"), rare.note());
        Verdict verdict = findings.verdicts().get(0);
        assertEquals("weights", verdict.subject());
        assertEquals("found", verdict.outcome());
        assertTrue(verdict.found().startsWith("telling tells members"), verdict.found());
        assertFalse(verdict.found().contains("guessing"), verdict.found());
        assertTrue(
                verdict.power().startsWith("With the images of 60 patients who are members and 60"), verdict.power());
        assertFalse((verdict + " " + findings.assumptions()).contains("private"));
    }

    @Test
    void whereNothingIsFoundThePowerIsSaid() throws IOException {
        Findings findings = judge(subjects(MEMBERS, ALL), reading("guessing", 1, 0));
        Verdict verdict = findings.verdicts().get(0);
        assertEquals("nothing found", verdict.outcome());
        assertTrue(verdict.found().contains("Stronger attacks"), verdict.found());
        assertTrue(verdict.power().contains("would have been found four times in five"), verdict.power());
    }

    @Test
    void theScoresAreWrittenInTheOrderOfTheImages() throws IOException {
        SubjectImages images = subjects(MEMBERS, ALL);
        judge(images, reading("telling", 0, 20, 500));
        MembershipFile file = Json.read(folder.resolve(MembershipFile.FILE), MembershipFile.class);
        assertEquals(MEMBERS, file.members());
        assertEquals(images.names(), file.images());
        assertArrayEquals(images.subjects().half(), file.half());
        assertArrayEquals(new int[] {20, 500}, file.attacks().get(0).timeSteps());
        assertArrayEquals(
                IntStream.range(0, ALL)
                        .mapToDouble(i -> images.pixels()[i * SIDE * SIDE])
                        .toArray(),
                file.attacks().get(0).values()[0]);
    }

    @Test
    void ofTooFewImagesNothingIsSaid() throws IOException {
        Findings findings = judge(subjects(60, 120), reading("telling", 0, 0));
        Verdict verdict = findings.verdicts().get(0);
        assertEquals("not measurable", verdict.outcome());
        assertEquals(
                Optional.empty(),
                figure(findings, "auc", "telling", Cell.ALL).orElseThrow().measured());
    }
}
