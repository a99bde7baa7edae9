package org.effigy.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.effigy.base.Seeds;
import org.junit.jupiter.api.Test;

/** Solvers on data whose ideal denoiser, and whose exact solution, are known. */
class SolversTest {
    private static final SamplerOptions OPTIONS =
            SamplerOptions.of(PredictionType.SAMPLE).withClipX0(false);
    private static final EdmProcess EDM = EdmProcess.of(0.5);
    private static final FlowProcess FLOW = new FlowProcess();
    private static final double MEAN = 0.3;
    private static final double DEVIATION = 0.2;

    /** x0 from y = x / alpha and r = sigma / alpha. */
    private interface Posterior {
        double mean(double y, double r);
    }

    private static double gaussian(double y, double r) {
        return MEAN + DEVIATION * DEVIATION / (DEVIATION * DEVIATION + r * r) * (y - MEAN);
    }

    /** 0.3 N(-0.6, 0.2^2) + 0.7 N(0.5, 0.1^2), as in golden.py. */
    private static double mixture(double y, double r) {
        double[] weights = {0.3, 0.7};
        double[] means = {-0.6, 0.5};
        double[] variances = {0.04, 0.01};
        double[] logs = new double[2];
        for (int k = 0; k < 2; k++) {
            double total = variances[k] + r * r;
            logs[k] = Math.log(weights[k]) - 0.5 * Math.log(total) - Math.pow(y - means[k], 2) / (2 * total);
        }
        double first = 1 / (1 + Math.exp(logs[1] - logs[0]));
        double mean = 0;
        for (int k = 0; k < 2; k++) {
            mean += (k == 0 ? first : 1 - first) * (means[k] + variances[k] / (variances[k] + r * r) * (y - means[k]));
        }
        return mean;
    }

    /** The ideal network of a process for images of one value: what gives the posterior mean back. */
    private record Ideal(DiffusionProcess process, Posterior posterior, List<Double> times)
            implements ContinuousDenoiser {
        Ideal(DiffusionProcess process, Posterior posterior) {
            this(process, posterior, new ArrayList<>());
        }

        @Override
        public float[] predict(float[] xt, double[] t, int[] labels) {
            times.add(t[0]);
            float[] out = new float[xt.length];
            for (int i = 0; i < out.length; i++) {
                double y = xt[i] / Math.sqrt(process.signalVariance(t[i]));
                double x0 = posterior.mean(y, process.ratio(t[i]));
                out[i] = (float) ((x0 - process.x0FromXt(t[i]) * xt[i]) / process.x0FromPrediction(t[i]));
            }
            return out;
        }

        @Override
        public int imageLength() {
            return 1;
        }
    }

    private static final Map<String, BiFunction<TimeGrid, SamplerOptions, Sampler>> SOLVERS = Map.of(
            "euler",
            EulerSampler::new,
            "dpm-solver++",
            (grid, options) -> new DpmSolverSampler(grid, 0, options),
            "heun",
            (grid, options) -> new HeunSampler(grid, 0, options),
            "unipc",
            UniPcSampler::new);

    private static double sample(Sampler sampler, ContinuousDenoiser denoiser, double z) {
        return sampler.sample(denoiser, new int[] {Denoiser.NO_CLASS}, new Random[] {new FixedNormals(z)})[0];
    }

    private static TimeGrid grid(DiffusionProcess process, int n) {
        return TimeGrid.of(process, n, Spacing.KARRAS);
    }

    /** Under N(m, s^2) the standardised value (y - m) / sqrt(s^2 + r^2) stays what it is. */
    private static double exact(DiffusionProcess process, double z) {
        double from = 80;
        double to = process.ratio(process.firstTime());
        double y = MEAN
                + Math.sqrt(DEVIATION * DEVIATION + to * to)
                        * (from * z - MEAN)
                        / Math.sqrt(DEVIATION * DEVIATION + from * from);
        return gaussian(y, to);
    }

    private static double error(String solver, DiffusionProcess process, int n) {
        double z = 1.1;
        Sampler sampler = SOLVERS.get(solver).apply(grid(process, n), OPTIONS);
        return Math.abs(sample(sampler, new Ideal(process, SolversTest::gaussian), z) - exact(process, z));
    }

    /** Halving the steps of a method of order p makes the error 2^p times smaller. */
    @Test
    void convergeToTheExactSolutionForGaussianDataWithTheirOrder() {
        for (DiffusionProcess process : List.of(EDM, FLOW)) {
            for (Map.Entry<String, Double> order : Map.of("euler", 1.0, "dpm-solver++", 2.0, "heun", 2.0, "unipc", 2.0)
                    .entrySet()) {
                double coarse = error(order.getKey(), process, 16);
                double fine = error(order.getKey(), process, 64);
                double measured = Math.log(coarse / fine) / Math.log(64.0 / 16);
                assertTrue(
                        measured > order.getValue() - 0.2,
                        order.getKey() + " " + process + ": order " + measured + ", errors " + coarse + " " + fine);
            }
        }
    }

    /** The probability flow of a mixture, solved with 20000 Runge-Kutta steps by golden.py. */
    @Test
    void convergeToTheExactSolutionForAMixture() {
        int compared = 0;
        for (Map.Entry<String, double[]> golden : Golden.values().entrySet()) {
            if (!golden.getKey().startsWith("mixture from ")) {
                continue;
            }
            double z = Double.parseDouble(golden.getKey().substring("mixture from ".length()));
            for (DiffusionProcess process : List.of(EDM, FLOW)) {
                for (String solver : SOLVERS.keySet()) {
                    Sampler sampler = SOLVERS.get(solver).apply(grid(process, 1000), OPTIONS);
                    double actual = sample(sampler, new Ideal(process, SolversTest::mixture), z);
                    // Of first order, 1000 steps leave about a thousandth.
                    double tolerance = solver.equals("euler") ? 8e-3 : 2e-4;
                    assertEquals(golden.getValue()[0], actual, tolerance, solver + " " + process + " " + z);
                }
            }
            compared++;
        }
        assertEquals(5, compared);
    }

    /** EDM, algorithm 1, written out for one value in double precision. */
    @Test
    void heunIsAlgorithmOneOfEdm() {
        double[] sigmas = {80, 20, 3, 0.4, 0.002};
        double x = sigmas[0] * 0.7;
        for (int i = 0; i < sigmas.length; i++) {
            double next = i + 1 < sigmas.length ? sigmas[i + 1] : 0;
            double d = (x - mixture(x, sigmas[i])) / sigmas[i];
            double euler = x + (next - sigmas[i]) * d;
            if (next > 0) {
                double dNext = (euler - mixture(euler, next)) / next;
                euler = x + (next - sigmas[i]) * (d + dNext) / 2;
            }
            x = euler;
        }
        Sampler sampler = new HeunSampler(new TimeGrid(EDM, sigmas), 0, OPTIONS);
        Ideal ideal = new Ideal(EDM, SolversTest::mixture);
        assertEquals(x, sample(sampler, ideal, 0.7), 2e-5);
        assertEquals(List.of(80.0, 20.0, 20.0, 3.0, 3.0, 0.4, 0.4, 0.002, 0.002), ideal.times());
        assertArrayEquals(
                ideal.times().stream().mapToDouble(Double::doubleValue).toArray(), sampler.times());
    }

    /** Rectified flow, algorithm 1: xs = xt + (s - t) v. */
    @Test
    void eulerFollowsTheVelocityOfAFlow() {
        double x = -0.8;
        for (double t = 1; t > 0.01; t -= 0.25) {
            double velocity = t == 1 ? x - MEAN : (x - gaussian(x / (1 - t), t / (1 - t))) / t;
            x -= 0.25 * velocity;
        }
        TimeGrid grid = TimeGrid.of(FLOW, 4, Spacing.UNIFORM);
        // At t = 1 nothing of the image is left: the ideal denoiser sees the mean.
        Posterior posterior = (y, r) -> Double.isFinite(r) ? gaussian(y, r) : MEAN;
        assertEquals(x, sample(new EulerSampler(grid, OPTIONS), new Ideal(FLOW, posterior), -0.8), 1e-6);
        assertArrayEquals(new double[] {1, 0.75, 0.5, 0.25}, new EulerSampler(grid, OPTIONS).times());
    }

    @Test
    void startFromTimesWhereNothingOfTheImageIsLeft() {
        Posterior posterior = (y, r) -> Double.isFinite(r) ? gaussian(y, r) : MEAN;
        NoiseSchedule schedule = NoiseSchedule.linear(1000).withZeroTerminalSnr();
        DiffusionProcess zero = new DiscreteProcess(schedule, PredictionType.VELOCITY);
        for (DiffusionProcess process : List.of(FLOW, zero)) {
            for (Map.Entry<String, BiFunction<TimeGrid, SamplerOptions, Sampler>> solver : SOLVERS.entrySet()) {
                Sampler sampler = solver.getValue().apply(TimeGrid.of(process, 50, Spacing.UNIFORM), OPTIONS);
                double actual = sample(sampler, new Ideal(process, posterior), 1.1);
                double tolerance = solver.getKey().equals("euler") ? 0.05 : 0.02;
                assertEquals(MEAN + DEVIATION * 1.1, actual, tolerance, solver.getKey() + " " + process);
            }
        }
    }

    private static Random[] streams(int n) {
        return IntStream.range(0, n).mapToObj(i -> Seeds.of(3, "noise", i)).toArray(Random[]::new);
    }

    @Test
    void noiseOfEverySizeGivesTheDataTheirMeanAndDeviation() {
        int values = 4000;
        for (DiffusionProcess process : List.of(EDM, FLOW)) {
            for (double amount : new double[] {0.3, 1}) {
                TimeGrid grid = grid(process, 100);
                for (Sampler sampler :
                        List.of(new DpmSolverSampler(grid, amount, OPTIONS), new HeunSampler(grid, amount, OPTIONS))) {
                    Ideal ideal = new Ideal(process, SolversTest::gaussian);
                    double sum = 0;
                    double squares = 0;
                    for (float x : sampler.sample(ideal, new int[values], streams(values))) {
                        sum += x;
                        squares += (x - MEAN) * (x - MEAN);
                    }
                    // Four standard errors, and what 100 steps lose.
                    String name = sampler.getClass().getSimpleName() + " " + process + " " + amount;
                    assertEquals(MEAN, sum / values, 0.013, name);
                    assertEquals(DEVIATION, Math.sqrt(squares / values), 0.06 * DEVIATION, name);
                }
            }
        }
    }

    @Test
    void churnGoesBackToMoreNoiseButNotAboveTheStart() {
        TimeGrid grid = new TimeGrid(EDM, 80, 10, 1);
        double[] expected = {80, 10, 10 * Math.sqrt(2), 1, Math.sqrt(2)};
        assertArrayEquals(expected, new HeunSampler(grid, 1, OPTIONS).times(), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> new HeunSampler(grid, 1.1, OPTIONS));
        assertThrows(IllegalArgumentException.class, () -> new DpmSolverSampler(grid, -0.1, OPTIONS));
    }
}
