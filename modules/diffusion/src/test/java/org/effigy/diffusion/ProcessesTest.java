package org.effigy.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The processes, the places at which solvers stop, the weighting of losses and guidance. */
class ProcessesTest {
    private static final double IDENTITY = 1e-12;
    private static final DiscreteProcess DDPM =
            new DiscreteProcess(NoiseSchedule.linear(1000), PredictionType.VELOCITY);
    private static final List<DiffusionProcess> PROCESSES = List.of(
            DDPM,
            new DiscreteProcess(NoiseSchedule.cosine(100), PredictionType.EPSILON),
            EdmProcess.of(0.5),
            new FlowProcess());

    /** Karras et al. 2022, table 1 and eq. 7 and 8. */
    @Test
    void preconditioningOfEdmHasItsIdentities() {
        for (double sigmaData : new double[] {0.25, 0.5, 1}) {
            EdmProcess edm = EdmProcess.of(sigmaData);
            for (double sigma : new double[] {0.002, 0.1, sigmaData, 3, 80}) {
                double total = sigma * sigma + sigmaData * sigmaData;
                assertEquals(1, edm.cIn(sigma) * edm.cIn(sigma) * total, IDENTITY);
                assertEquals(1, edm.lossWeight(sigma) * Math.pow(edm.cOut(sigma), 2), IDENTITY);
                // Var(target) = 1: ((1 - cSkip)^2 sigmaData^2 + cSkip^2 sigma^2) / cOut^2.
                double skip = edm.cSkip(sigma);
                double variance = Math.pow((1 - skip) * sigmaData, 2) + Math.pow(skip * sigma, 2);
                assertEquals(1, variance / Math.pow(edm.cOut(sigma), 2), IDENTITY);
                double x = edm.x0FromXt(sigma) * 1.7 + edm.x0FromPrediction(sigma) * edm.target(0.4, 1.7, sigma);
                assertEquals(0.4, x, IDENTITY);
            }
            assertEquals(0.5, edm.cSkip(sigmaData), IDENTITY);
            assertEquals(0.25, edm.cNoise(Math.E), IDENTITY);
        }
    }

    @Test
    void flowsGoStraightFromImageToNoise() {
        FlowProcess flow = new FlowProcess();
        double x0 = 0.4;
        double eps = -1.1;
        for (double t : new double[] {0, 0.002, 0.3, 1}) {
            double xt = Math.sqrt(flow.signalVariance(t)) * x0 + Math.sqrt(flow.noiseVariance(t)) * eps;
            assertEquals(x0 + t * FlowProcess.target(x0, eps), xt, IDENTITY);
            assertEquals(x0, flow.x0FromXt(t) * xt + flow.x0FromPrediction(t) * FlowProcess.target(x0, eps), IDENTITY);
        }
        assertEquals(0.5, FlowProcess.logitNormal(0, 0, 1));
        assertEquals(0.9, FlowProcess.logitNormal(1, 0, Math.log(9)), IDENTITY);
        assertEquals(0.1, FlowProcess.logitNormal(3, Math.log(1.0 / 9), 0), IDENTITY);
    }

    @Test
    void everyProcessBeginsAtTheImageAndFindsItsTimesAgain() {
        for (DiffusionProcess process : PROCESSES) {
            assertEquals(1, process.signalVariance(0));
            assertEquals(0, process.noiseVariance(0));
            for (double t : process.uniform(10)) {
                if (Double.isFinite(process.ratio(t))) {
                    assertEquals(t, process.time(process.ratio(t)), 1e-12 * t, process.toString());
                }
            }
            assertEquals(process.firstTime(), process.time(process.ratio(process.firstTime())), IDENTITY);
        }
        assertThrows(IllegalArgumentException.class, () -> DDPM.ratio(1.5));
    }

    /** EDM, eq. 5, in Python: [(80**(1/7) + i/4 * (0.002**(1/7) - 80**(1/7)))**7 for i in range(5)]. */
    @Test
    void karrasSpacingIsThatOfEdm() {
        double[] golden = {80, 17.52783196464411, 2.515218976147159, 0.16975275626876413, 0.002};
        assertArrayEquals(golden, Spacing.KARRAS.times(EdmProcess.of(0.5), 5), 1e-9);
    }

    @Test
    void logarithmicSpacingHasEqualQuotients() {
        double[] times = Spacing.LOGSNR.times(EdmProcess.of(0.5), 7);
        assertEquals(80, times[0], 1e-9);
        assertEquals(0.002, times[6], IDENTITY);
        for (int i = 2; i < 7; i++) {
            assertEquals(times[1] / times[0], times[i] / times[i - 1], IDENTITY);
        }
    }

    @Test
    void discreteTimesAreTheNearestOnTheLogarithmicScale() {
        assertArrayEquals(new double[] {1000, 750, 500, 250}, Spacing.UNIFORM.times(DDPM, 4));
        double[] times = Spacing.KARRAS.times(DDPM, 5);
        double most = Math.pow(80, 1.0 / 7);
        double least = Math.pow(DDPM.ratio(1), 1.0 / 7);
        for (int i = 0; i < 5; i++) {
            double wanted = Math.log(Math.pow(most + (least - most) * i / 4, 7));
            double chosen = Math.abs(Math.log(DDPM.ratio(times[i])) - wanted);
            for (double beside : new double[] {times[i] - 1, times[i] + 1}) {
                if (beside >= 1 && beside <= 1000) {
                    assertTrue(chosen <= Math.abs(Math.log(DDPM.ratio(beside)) - wanted) + IDENTITY);
                }
            }
        }
        assertEquals(1, times[4]);
    }

    @Test
    void timesFallStrictlyForEveryNumberOfSteps() {
        for (Spacing spacing : Spacing.values()) {
            assertEquals(spacing, Spacing.named(spacing.word()));
            for (DiffusionProcess process : PROCESSES) {
                for (int n = 1; n <= 100; n++) {
                    double[] times = spacing.times(process, n);
                    assertEquals(n, times.length);
                    assertEquals(n, new TimeGrid(process, times).steps());
                    assertTrue(times[0] <= process.lastTime() && times[n - 1] > 0);
                }
            }
            DiffusionProcess few = PROCESSES.get(1);
            assertEquals(100, Arrays.stream(spacing.times(few, 100)).distinct().count());
            assertThrows(IllegalArgumentException.class, () -> spacing.times(few, 101));
            assertThrows(IllegalArgumentException.class, () -> spacing.times(few, 0));
        }
        assertThrows(IllegalArgumentException.class, () -> Spacing.named("quadratic"));
        assertThrows(IllegalArgumentException.class, () -> new TimeGrid(DDPM, 3, 3));
        assertThrows(IllegalArgumentException.class, () -> new TimeGrid(DDPM));
    }

    /** Hang et al. 2023: whatever the network predicts, the error of x0 weighs min(SNR, gamma). */
    @Test
    void minSnrWeighsTheSameErrorOfTheImageAlike() {
        MinSnr weighting = new MinSnr(5);
        for (int t : new int[] {1, 100, 500, 1000}) {
            NoiseSchedule schedule = DDPM.schedule();
            double alphaBar = schedule.alphaBar(t);
            double snr = schedule.snr(t);
            for (PredictionType type : PredictionType.values()) {
                // x0 = a xt + b p, so an error e of p is one of b e of x0.
                double errorOfX0 = Math.pow(type.x0FromPrediction(alphaBar), 2);
                assertEquals(1, weighting.weight(type, snr) / (Math.min(snr, 5) * errorOfX0), 1e-9, type + " " + t);
            }
        }
        assertEquals(1, weighting.weight(PredictionType.EPSILON, 0));
        assertEquals(0, weighting.weight(PredictionType.VELOCITY, 0));
        assertEquals(5.0 / 11, weighting.weight(PredictionType.VELOCITY, 10), IDENTITY);
        assertEquals(0.5, weighting.weight(PredictionType.EPSILON, 10), IDENTITY);
        assertThrows(IllegalArgumentException.class, () -> new MinSnr(0));
    }

    /** Kynkaanniemi et al. 2024, eq. 5: w in (low, high], 1 elsewhere. */
    @Test
    void guidanceActsInItsIntervalOnly() {
        Guidance guidance = new Guidance(3, 0.5, 2, 0);
        assertEquals(1, guidance.scale(0.5));
        assertEquals(3, guidance.scale(0.51));
        assertEquals(3, guidance.scale(2));
        assertEquals(1, guidance.scale(2.01));
        assertEquals(1, guidance.scale(Double.POSITIVE_INFINITY));
        assertEquals(4, Guidance.of(4).scale(Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> new Guidance(3, 2, 2, 0));
        assertThrows(IllegalArgumentException.class, () -> new Guidance(3, 0, 2, 1.1));
        assertThrows(IllegalArgumentException.class, () -> new Guidance(101, 0, 2, 0));
    }

    /** Lin et al. 2023, eq. 15 and 16. */
    @Test
    void rescaledGuidanceHasTheDeviationOfTheConditionalPrediction() {
        float[] conditional = {1, 2, 3, 6};
        float[] guided = {-3, 1, 4, 18};
        double wholly = new Guidance(5, 0, 9, 1).factor(conditional, guided, 0, 4);
        assertEquals(Math.sqrt(3.5) / Math.sqrt(62.5), wholly, IDENTITY);
        assertEquals(0.7 * wholly + 0.3, new Guidance(5, 0, 9, 0.7).factor(conditional, guided, 0, 4), IDENTITY);
        assertEquals(1, new Guidance(5, 0, 9, 0).factor(conditional, guided, 0, 4));
        assertEquals(1, new Guidance(5, 0, 9, 1).factor(conditional, new float[4], 0, 4));
    }

    @Test
    void guidanceOutsideItsIntervalNeedsNoSecondHalf() {
        EdmProcess edm = EdmProcess.of(0.5);
        TimeGrid grid = new TimeGrid(edm, 80, 3, 1, 0.1);
        int[] calls = new int[2];
        ContinuousDenoiser denoiser = new ContinuousDenoiser() {
            @Override
            public float[] predict(float[] xt, double[] t, int[] labels) {
                calls[labels.length - 1]++;
                assertEquals(labels.length == 2, t[0] == 3 || t[0] == 1);
                assertFalse(Arrays.stream(labels).allMatch(label -> label == Denoiser.NO_CLASS));
                return new float[xt.length];
            }

            @Override
            public int imageLength() {
                return 2;
            }
        };
        SamplerOptions options = SamplerOptions.of(PredictionType.EPSILON).withGuidance(new Guidance(2, 0.2, 5, 0.5));
        new EulerSampler(grid, options)
                .sample(denoiser, new int[] {1}, new java.util.Random[] {new FixedNormals(1, 2)});
        assertArrayEquals(new int[] {2, 2}, calls);
    }
}
