package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.networks.checkpoint.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples that are asked to have covariates. */
class AskedCovariatesTest {
    private static final Checkpoint TOLD = ToyModels.told(ToyModels.CT, 3);
    private static final ExportSettings DICOM =
            ExportSettings.standard(ExportFormat.DICOM, ToyModels.CT, "2026-01-31T12:00:00");

    @TempDir
    private Path temporary;

    private static SampleRequest request(int count, String... asked) {
        return SampleRequest.of(5, count, ToyModels.ddim(2)).withCovariates(List.of(asked));
    }

    private static String refusal(ImageSampler sampler, SampleRequest request) {
        return assertThrows(InputException.class, () -> sampler.check(request)).getMessage();
    }

    @Test
    void aValueChangesItsImageWhateverTheBatch() throws IOException {
        try (ImageSampler sampler = ImageSampler.of(TOLD, ToyModels.COMPUTE)) {
            List<SampledImage> free = sampler.sample(request(3));
            List<SampledImage> old = sampler.sample(request(3, "age=80"));
            List<SampledImage> one = sampler.sample(request(3, "age=80").withBatch(1));
            for (int i = 0; i < 3; i++) {
                assertFalse(Arrays.equals(free.get(i).scaled(), old.get(i).scaled()));
                assertArrayEquals(old.get(i).scaled(), one.get(i).scaled());
                assertEquals(List.of(), free.get(i).covariates());
                assertEquals(List.of("age=80"), old.get(i).covariates());
            }
        }
    }

    @Test
    void aRangeIsDrawnForEachImageFromItsSeed() throws IOException {
        try (ImageSampler sampler = ImageSampler.of(TOLD, ToyModels.COMPUTE)) {
            List<SampledImage> drawn = sampler.sample(request(20, "age=40..60", "sex=m"));
            double[] ages = drawn.stream()
                    .mapToDouble(image -> Double.parseDouble(image.covariate("age")))
                    .toArray();
            assertEquals(20, Arrays.stream(ages).distinct().count());
            for (double age : ages) {
                assertTrue(age >= 40 && age <= 60, "age " + age);
            }
            assertTrue(drawn.stream().allMatch(image -> image.covariate("sex").equals("M")));
            SampledImage third = sampler.sample(
                            request(1, "age=40..60", "sex=M").withRange(3, 1))
                    .get(0);
            assertArrayEquals(drawn.get(2).scaled(), third.scaled());
            assertEquals(drawn.get(2).covariates(), third.covariates());
        }
    }

    @Test
    void whatTheModelHasNotSeenIsRefusedWithWhatItHas() {
        try (ImageSampler sampler = ImageSampler.of(TOLD, ToyModels.COMPUTE);
                ImageSampler plain = ImageSampler.of(ToyModels.masked(ToyModels.CT, 3), ToyModels.COMPUTE)) {
            assertEquals(
                    "the covariate age is 120, the model has seen 0 to 90; ask for one of these",
                    refusal(sampler, request(1, "age=120")));
            assertTrue(refusal(sampler, request(1, "age=40..95")).contains("0 to 90"));
            assertTrue(refusal(sampler, request(1, "age=60..40")).contains("lower number first"));
            assertTrue(refusal(sampler, request(1, "sex=X")).contains("F, M"));
            assertTrue(refusal(sampler, request(1, "sex")).contains("has no value"));
            assertTrue(refusal(sampler, request(1, "view=PA")).contains("it knows age, sex"));
            assertTrue(refusal(sampler, request(1, "age=40", "age=50")).contains("asked for twice"));
            assertTrue(refusal(plain, request(1, "age=40")).contains("conditioned on no covariates"));
            SampleRequest between =
                    request(2, "age=40..50").withInterpolation(Optional.of(new Interpolation("1", "2", 2)));
            assertTrue(refusal(sampler, between).contains("single values"));
            sampler.check(between.withCovariates(List.of("age=40")));
        }
    }

    @Test
    void manifestAndHeaderSayWhatWasAskedForAndAReplayMakesItAgain() throws IOException {
        Path out = temporary.resolve("out");
        try (ImageSampler sampler = ImageSampler.of(TOLD, ToyModels.COMPUTE)) {
            SampleFolder folder = new SampleFolder(sampler, "test", (task, unit, total) -> Progress.none())
                    .withChecks(new ExportChecks(false, false));
            SampleManifest manifest = folder.write(out, request(3, "age=40..60", "sex=F"), DICOM, () -> false);
            assertEquals(List.of("age=40..60", "sex=F"), manifest.covariates());
            for (SampleManifest.Entry entry : manifest.images()) {
                double age = Double.parseDouble(entry.covariates().get(0).substring("age=".length()));
                assertEquals("sex=F", entry.covariates().get(1));
                DataSet header = Dicom.read(out.resolve(entry.file())).dataSet();
                assertEquals(Optional.of("F"), header.string(Tag.PatientSex));
                assertEquals(Optional.of(String.format("%03dY", Math.round(age))), header.string(Tag.PatientAge));
            }
            assertTrue(folder.replay(out).agrees());
            assertThrows(
                    InputException.class,
                    () -> folder.write(out, request(3, "age=41..60", "sex=F"), DICOM, () -> false));
            Path free = temporary.resolve("free");
            SampleManifest plain = folder.write(free, request(1), DICOM, () -> false);
            assertFalse(java.nio.file.Files.readString(free.resolve(SampleManifest.FILE))
                    .contains("covariates"));
            DataSet header =
                    Dicom.read(free.resolve(plain.images().get(0).file())).dataSet();
            assertEquals(Optional.empty(), header.string(Tag.PatientSex));
            assertFalse(header.contains(Tag.PatientAge));
        }
    }
}
