package org.effigy.networks.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.effigy.base.Size;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Rig;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.families.Classifier;
import org.effigy.networks.families.Dcgan;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Op;
import org.effigy.networks.onednn.FusionCases.Case;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A net after fusions computes what it computes without. */
class FusionTest {
    /** Relative to the largest value of a tensor: float32 sums in another order. */
    private static final double TOLERANCE = 1e-5;

    /** Through a whole network. */
    private static final double DEEP_TOLERANCE = 1e-4;

    /** Factors of products with eight bits of mantissa, of which other ones are rounded. */
    private static final double ROUNDED_TOLERANCE = 0.02;

    /** Likewise, through a whole network, of the 2-norm; as {@code Bfloat16Test} has against float32. */
    private static final double DEEP_ROUNDED_TOLERANCE = 0.03;

    private static final int IMAGES = 3;

    @BeforeEach
    void needsOneDnn() {
        assumeTrue(OneDnn.version().isPresent(), "skipped: there is no oneDNN for this platform");
    }

    static List<Case> fitting() {
        return FusionCases.fitting();
    }

    static List<Case> unfitting() {
        return FusionCases.unfitting();
    }

    @Test
    void everyFusionHasCasesWhereItHappensAndWhereNot() {
        Set<String> fusions = new TreeSet<>(Set.of(FusionCases.DENSE_GROUPS));
        Arrays.stream(Fusion.values()).forEach(fusion -> fusions.add(fusion.name()));
        for (List<Case> cases : List.of(fitting(), unfitting())) {
            assertEquals(fusions, cases.stream().map(Case::fusion).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @ParameterizedTest
    @MethodSource("fitting")
    void aFusionMakesOneOperationOfSeveral(Case c) {
        Net fused = c.apply().apply(c.net());
        assertEquals(c.expected(), FusionCases.kinds(fused));
        assertFalse(c.expected().equals(FusionCases.kinds(c.net())));
        assertEquals(c.net().inputs(), fused.inputs());
    }

    @ParameterizedTest
    @MethodSource("unfitting")
    void whatDoesNotFitStays(Case c) {
        assertEquals(c.expected(), FusionCases.kinds(c.net()));
        assertEquals(c.expected(), FusionCases.kinds(c.apply().apply(c.net())));
    }

    @ParameterizedTest
    @MethodSource("fitting")
    void fusedAndPlainAgree(Case c) {
        Map<String, float[]> plain = results(c.net(), UnaryOperator.identity(), false);
        assertSame(TOLERANCE, results(c.net(), c.apply(), false), plain);
        assertSame(TOLERANCE, results(c.net(), Fusion::all, false), plain);
    }

    @ParameterizedTest
    @MethodSource("unfitting")
    void allFusionsTogetherLeaveResultsAsTheyAre(Case c) {
        assertSame(TOLERANCE, results(c.net(), Fusion::all, false), results(c.net(), UnaryOperator.identity(), false));
    }

    @ParameterizedTest
    @MethodSource({"fitting", "unfitting"})
    void fusedAndPlainAgreeWithRoundedFactors(Case c) {
        assumeTrue(OneDnn.supportsBfloat16(), "skipped: needs AVX-512");
        Map<String, float[]> plain = results(c.net(), UnaryOperator.identity(), true);
        Map<String, float[]> exact = results(c.net(), UnaryOperator.identity(), false);
        for (UnaryOperator<Net> fusions : List.<UnaryOperator<Net>>of(c.apply(), Fusion::all)) {
            Map<String, float[]> fused = results(c.net(), fusions, true);
            assertSame(ROUNDED_TOLERANCE, fused, plain);
            // Gradients jump where a rectifier's input is rounded to the other side of 0; outputs do not.
            for (String what : List.of("weights output", "inputs output", "prediction")) {
                Tensors.assertClose(ROUNDED_TOLERANCE, what, fused.get(what), exact.get(what));
            }
        }
    }

    static Stream<Arguments> families() {
        Ddpm.Config unet = new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.EPSILON);
        Ddpm.Config deep =
                new Ddpm.Config(16, 1, 6, List.of(1, 2, 3), 2, 8, 3, 0, "cosine", 1000, PredictionType.EPSILON);
        Dcgan.Config gan = Dcgan.Config.of(16, 6, 4, 2);
        Classifier.Config classifier = new Classifier.Config(Size.square(16), 4, List.of(1, 2), 2, 2, 3);
        Set<String> unfused = Set.of("Shift", "Join", "Nearest");
        return Stream.of(
                Arguments.of("U-Net", Ddpm.net(unet), unfused),
                Arguments.of("deep U-Net", Ddpm.net(deep), unfused),
                Arguments.of("generator", Dcgan.generator(gan), Set.of("BatchNorm")),
                Arguments.of("discriminator", Dcgan.discriminator(gan), Set.of("BatchNorm", "Activate")),
                Arguments.of("classifier", Classifier.net(classifier), Set.of("Activate", "Sum")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void everyFamilyIsFusedAndAgrees(String name, Net net, Set<String> gone) {
        List<String> before = List.of(FusionCases.kinds(net).split(" "));
        List<String> after = List.of(FusionCases.kinds(Fusion.all(net)).split(" "));
        assertTrue(before.containsAll(gone), name + " has " + before);
        gone.forEach(kind -> assertFalse(after.contains(kind), name + " still has " + kind));
        Map<String, float[]> plain = results(net, UnaryOperator.identity(), false);
        assertSame(DEEP_TOLERANCE, results(net, Fusion::all, false), plain);
        if (OneDnn.supportsBfloat16()) {
            Map<String, float[]> rounded = results(net, UnaryOperator.identity(), true);
            results(net, Fusion::all, true)
                    .forEach((what, values) -> assertTrue(
                            Tensors.relativeError(values, rounded.get(what)) < DEEP_ROUNDED_TOLERANCE, what));
        }
    }

    /** The U-Net's linear maps of time are one, and its shortcut is added by a convolution. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theUnetHasAsManyOperationsAsItsLayersNeed(int classes) {
        Net net = Ddpm.net(
                new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, classes, "cosine", 1000, PredictionType.EPSILON));
        List<String> kinds = List.of(FusionCases.kinds(Fusion.all(net)).split(" "));
        assertEquals(1, kinds.stream().filter("Denses"::equals).count());
        // Two on the way down, two in the middle, four on the way up.
        assertEquals(8, kinds.stream().filter("Slice"::equals).count());
        assertEquals(classes == 0 ? 0 : 1, kinds.stream().filter("Sum"::equals).count());
        assertEquals(
                classes == 0 ? 2 : 3, kinds.stream().filter("Dense"::equals).count());
        assertEquals(2, kinds.stream().filter("Activate"::equals).count());
    }

    /** Returns outputs and gradients, of passes for each purpose. */
    private static Map<String, float[]> results(Net net, UnaryOperator<Net> fusions, boolean half) {
        Compute compute = Compute.standard().withThreads(1);
        Map<String, float[]> results = new TreeMap<>();
        try (Rig rig = new Rig(
                net,
                compute,
                (itself, layout, parameters, workers) ->
                        new ProgramReplicas(fusions.apply(itself), layout, parameters, workers, half))) {
            float[][] x = rig.inputs(IMAGES);
            float[] slope =
                    Rig.normal(new Random(9), IMAGES * net.output().shape().length());
            Map<String, Wanted> purposes =
                    Map.of("both", new Wanted(true, true), "weights", Wanted.WEIGHTS, "inputs", Wanted.INPUTS);
            purposes.forEach((wanted, purpose) -> {
                Rig.Step step = rig.step(purpose, 1, slope, x);
                results.put(wanted + " output", step.output());
                for (int i = 0; i < step.inputGradients().size(); i++) {
                    results.put(wanted + " input " + i, step.inputGradients().get(i));
                }
                if (purpose.weights()) {
                    step.gradients().forEach((name, values) -> results.put(wanted + " " + name, values));
                }
            });
            if (canPredict(net)) {
                results.put("prediction", rig.forward(Wanted.NOTHING, 1, x));
            }
        }
        return results;
    }

    private static boolean canPredict(Net net) {
        return net.nodes().stream().noneMatch(node -> node.op() instanceof Op.BatchNorm norm && !norm.tracked());
    }

    private static void assertSame(double tolerance, Map<String, float[]> actual, Map<String, float[]> expected) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((what, values) -> Tensors.assertClose(tolerance, what, actual.get(what), values));
    }
}
