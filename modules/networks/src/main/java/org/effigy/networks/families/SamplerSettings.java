package org.effigy.networks.families;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.diffusion.Guidance;
import org.effigy.diffusion.Spacing;

/**
 * How a model makes images. What records of earlier programs do not have is left out where it changes nothing.
 *
 * @param name of a sampler, one of {@link Family#samplers}
 * @param steps denoising steps, 1..T; 0 where there are none
 * @param eta fresh noise of the steps, from 0 (none) to 1
 * @param guidance scale of classifier-free guidance; 1 is the plain conditional model, 0 where there is none
 * @param spacing of the times, {@link Spacing#word}; "" for uniform, and where there is none
 * @param guidanceInterval noise levels between which guidance has its scale, low and high; empty for all
 * @param guidanceRescale {@link Guidance#rescale}
 */
public record SamplerSettings(
        String name,
        int steps,
        double eta,
        double guidance,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String spacing,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Double> guidanceInterval,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) Double guidanceRescale) {
    public SamplerSettings {
        List<String> names = Family.all().stream()
                .flatMap(family -> family.samplers().stream())
                .distinct()
                .toList();
        String wrong = "sampler is " + name + ", allowed are ";
        Check.argument(names.contains(name), () -> wrong + String.join(", ", names));
        Check.inRange("steps", steps, 0, Integer.MAX_VALUE);
        Check.inRange("eta", eta, 0, 1);
        Check.inRange("guidance", guidance, 0, 100);
        spacing = Objects.requireNonNullElse(spacing, "");
        if (!spacing.isEmpty()) {
            spacing = Spacing.named(spacing) == Spacing.UNIFORM ? "" : spacing;
        }
        guidanceInterval = List.copyOf(Objects.requireNonNullElse(guidanceInterval, List.of()));
        guidanceRescale = Objects.requireNonNullElse(guidanceRescale, 0.0);
        guidance(guidance, guidanceInterval, guidanceRescale);
    }

    /** Uniform time steps, and guidance at all noise levels, not rescaled. */
    public SamplerSettings(String name, int steps, double eta, double guidance) {
        this(name, steps, eta, guidance, "", List.of(), 0.0);
    }

    /** What somebody asks for; what is empty is left to the family. */
    public record Wish(
            Optional<String> name,
            Optional<Integer> steps,
            Optional<Double> eta,
            Optional<Double> guidance,
            Optional<Spacing> spacing,
            List<Double> guidanceInterval,
            Optional<Double> guidanceRescale) {
        /** Nothing is asked for. */
        public static final Wish NONE =
                new Wish(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** The usual spacing, and guidance at all noise levels, not rescaled. */
        public Wish(Optional<String> name, Optional<Integer> steps, Optional<Double> eta, Optional<Double> guidance) {
            this(name, steps, eta, guidance, Optional.empty(), List.of(), Optional.empty());
        }

        /** Returns whether nothing is asked for. */
        public boolean isEmpty() {
            return equals(NONE);
        }
    }

    /** Returns the guidance that samplers get. */
    Guidance guided() {
        return guidance(guidance, guidanceInterval, guidanceRescale);
    }

    private static Guidance guidance(double scale, List<Double> interval, double rescale) {
        Check.argument(
                interval.isEmpty() || interval.size() == 2,
                () -> "the guidance interval has " + interval.size() + " ends, it must have 2");
        return interval.isEmpty()
                ? new Guidance(scale, 0, Double.POSITIVE_INFINITY, rescale)
                : new Guidance(scale, interval.get(0), interval.get(1), rescale);
    }

    /** Returns how the times lie. */
    Spacing spaced() {
        return spacing.isEmpty() ? Spacing.UNIFORM : Spacing.named(spacing);
    }

    /** Returns a copy with another number of steps. */
    public SamplerSettings withSteps(int other) {
        return new SamplerSettings(name, other, eta, guidance, spacing, guidanceInterval, guidanceRescale);
    }

    /** Returns a copy with another scale of guidance. */
    public SamplerSettings withGuidance(double other) {
        return new SamplerSettings(name, steps, eta, other, spacing, guidanceInterval, guidanceRescale);
    }

    /** Returns the settings as one says them, e.g. {@code ddim, steps 50, eta 0.0, guidance 1.0}. */
    public String text() {
        if (steps == 0) {
            return name;
        }
        return name + ", steps " + steps + ", eta " + eta + ", guidance " + guidance
                + (spacing.isEmpty() ? "" : ", spacing " + spacing)
                + (guidanceInterval.isEmpty()
                        ? ""
                        : ", guidance from " + guidanceInterval.get(0) + " to " + guidanceInterval.get(1))
                + (guidanceRescale == 0 ? "" : ", guidance rescaled by " + guidanceRescale);
    }
}
