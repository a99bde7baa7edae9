package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.picture.RegionMask;
import org.effigy.networks.checkpoint.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples that follow masks. */
class SampleMasksTest {
    private static final int SIZE = ToyModels.SIZE;
    private static final Checkpoint MASKED = ToyModels.masked(ToyModels.CT, 3);
    private static final ExportSettings PNG =
            ExportSettings.standard(ExportFormat.PNG, ToyModels.CT, "2026-01-31T12:00:00");

    @TempDir
    private Path temporary;

    private static RegionMask square(int rows, int columns, int from, int to) {
        boolean[] region = new boolean[rows * columns];
        for (int row = from; row < to; row++) {
            for (int column = from; column < to; column++) {
                region[row * columns + column] = true;
            }
        }
        return new RegionMask(rows, columns, region);
    }

    private Path file(String name, RegionMask mask) throws IOException {
        Path file = temporary.resolve(name);
        mask.write(file);
        return file;
    }

    private static SampleRequest request(int count, SampleMasks masks) {
        return SampleRequest.of(5, count, ToyModels.ddim(2)).withMasks(Optional.of(masks));
    }

    private static SampleFolder folder(ImageSampler sampler) {
        return new SampleFolder(sampler, "test", (task, unit, total) -> Progress.none());
    }

    private static ImageSampler open(Checkpoint checkpoint) {
        return ImageSampler.of(checkpoint, ToyModels.COMPUTE);
    }

    private static String refusal(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(InputException.class, call).getMessage();
    }

    @Test
    void aMaskChangesItsImageAloneWhateverTheBatch() throws IOException {
        Path one = file("a.png", square(SIZE, SIZE, 2, 8));
        Path two = file("b.png", square(SIZE, SIZE, 9, 14));
        SampleMasks both = SampleMasks.fit(List.of(one, two, one), ToyModels.CT);
        SampleMasks same = SampleMasks.fit(List.of(one), ToyModels.CT);
        try (ImageSampler sampler = open(MASKED)) {
            // Of one class, which the masks do not choose then.
            List<SampledImage> mixed = sampler.sample(request(3, both).withClass("calm"));
            List<SampledImage> equal =
                    sampler.sample(request(3, same).withClass("calm").withBatch(1));
            assertArrayEquals(equal.get(0).scaled(), mixed.get(0).scaled());
            assertArrayEquals(equal.get(2).scaled(), mixed.get(2).scaled());
            assertNotEquals(
                    ToyModels.bits(equal.get(1).scaled()),
                    ToyModels.bits(mixed.get(1).scaled()));
            List<SampledImage> free =
                    sampler.sample(SampleRequest.of(5, 3, ToyModels.ddim(2)).withClass("calm"));
            assertNotEquals(
                    ToyModels.bits(free.get(0).scaled()),
                    ToyModels.bits(equal.get(0).scaled()));
        }
    }

    @Test
    void theClassOfAnImageFollowsFromWhatItsMaskShows() throws IOException {
        SampleMasks lesion = SampleMasks.fit(List.of(file("a.png", square(SIZE, SIZE, 2, 8))), ToyModels.CT);
        SampleMasks none = SampleMasks.fit(List.of(file("b.png", square(SIZE, SIZE, 0, 0))), ToyModels.CT);
        try (ImageSampler sampler = open(MASKED)) {
            // All images of the toy whose masks show a region are wild.
            assertTrue(sampler.sample(request(4, lesion)).stream()
                    .allMatch(image -> image.className().equals("wild")));
            assertTrue(sampler.sample(request(4, none)).stream()
                    .allMatch(image -> image.className().equals("calm")));
        }
    }

    @Test
    void masksLieBesideTheSamplesAndAReplayFollowsThem() throws IOException {
        Path given = file("given.png", square(2 * SIZE, 2 * SIZE, 8, 20));
        SampleMasks masks = SampleMasks.fit(List.of(given), ToyModels.CT);
        Path out = temporary.resolve("out");
        try (ImageSampler sampler = open(MASKED)) {
            SampleManifest manifest = folder(sampler).write(out, request(3, masks), PNG, () -> false);
            SampleMasks.Entry entry = manifest.masks().get(0);
            assertEquals("mask-000001.png", entry.file());
            assertEquals(Hashes.sha256(out.resolve(entry.file())), entry.sha256());
            assertEquals(Hashes.sha256(given), entry.sourceSha256());
            RegionMask copy = RegionMask.read(out.resolve(entry.file()));
            assertArrayEquals(square(SIZE, SIZE, 4, 10).region(), copy.region());

            SampleFolder.ReplayReport report = folder(sampler).replay(out);
            assertEquals(List.of(1, 2, 3), report.same());
            assertTrue(report.agrees());
            // The same command goes on; another mask is another set.
            folder(sampler).write(out, request(4, masks), PNG, () -> false);
            SampleMasks other = SampleMasks.fit(List.of(file("o.png", square(SIZE, SIZE, 3, 9))), ToyModels.CT);
            String differs = refusal(() -> folder(sampler).write(out, request(4, other), PNG, () -> false));
            assertTrue(differs.contains("masks 1 of hash"), differs);

            square(SIZE, SIZE, 3, 9).write(out.resolve(entry.file()));
            assertTrue(refusal(() -> folder(sampler).replay(out)).contains("mask-000001.png is missing or altered"));
        }
    }

    @Test
    void aMaskThatDoesNotFitIsRefused() throws IOException {
        Path wide = file("wide.png", square(32, 64, 0, 8));
        String outside = refusal(() -> SampleMasks.fit(List.of(wide), ToyModels.CT));
        assertTrue(outside.contains("reaches to row 0, column 0, outside of what the model sees"), outside);
        Path small = file("small.png", square(512, 512, 3, 5));
        String lost = refusal(() -> SampleMasks.fit(List.of(small, small), ToyModels.CT));
        assertTrue(lost.contains("mask 1 of 2 shows a region of 4 of its 512x512 pixels"), lost);
        Path text = Files.writeString(temporary.resolve("text.png"), "no picture");
        assertTrue(refusal(() -> SampleMasks.fit(List.of(text), ToyModels.CT)).contains("the mask cannot be used"));
    }

    @Test
    void aModelWithoutAChannelAndTooFewMasksAreRefused() throws IOException {
        Path one = file("a.png", square(SIZE, SIZE, 2, 8));
        SampleMasks two = SampleMasks.fit(List.of(one, one), ToyModels.CT);
        try (ImageSampler plain = open(ToyModels.ddpm(ToyModels.CT, 3));
                ImageSampler masked = open(MASKED)) {
            assertTrue(refusal(() -> plain.check(request(2, two))).contains("no channel for a mask"));
            assertTrue(refusal(() -> masked.check(request(3, two))).contains("2 masks for 3 images"));
        }
    }
}
