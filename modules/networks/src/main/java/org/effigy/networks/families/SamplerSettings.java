package org.effigy.networks.families;

import java.util.List;
import java.util.Optional;
import org.effigy.base.Check;

/**
 * How a model makes images.
 *
 * @param name of a sampler, one of {@link Family#samplers}
 * @param steps denoising steps, 1..T; 0 where there are none
 * @param eta DDIM's fresh noise, from 0 (none) to 1
 * @param guidance scale of classifier-free guidance; 1 is the plain conditional model, 0 where there is none
 */
public record SamplerSettings(String name, int steps, double eta, double guidance) {
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
    }

    /** What somebody asks for; what is empty is left to the family. */
    public record Wish(
            Optional<String> name, Optional<Integer> steps, Optional<Double> eta, Optional<Double> guidance) {
        /** Nothing is asked for. */
        public static final Wish NONE =
                new Wish(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** Returns whether nothing is asked for. */
        public boolean isEmpty() {
            return equals(NONE);
        }
    }

    /** Returns a copy with another number of steps. */
    public SamplerSettings withSteps(int other) {
        return new SamplerSettings(name, other, eta, guidance);
    }

    /** Returns a copy with another scale of guidance. */
    public SamplerSettings withGuidance(double other) {
        return new SamplerSettings(name, steps, eta, other);
    }

    /** Returns the settings as one says them, e.g. {@code ddim, steps 50, eta 0.0, guidance 1.0}. */
    public String text() {
        return steps == 0 ? name : name + ", steps " + steps + ", eta " + eta + ", guidance " + guidance;
    }
}
