package org.effigy.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.effigy.base.Seeds;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.PrivateBatch;

/**
 * Assembles the steps of a private run: who takes part is secret, drawn for each unit apart from all others; what a unit shows follows
 * from seed, step and unit alone.
 */
final class PrivateSource {
    private final TrainingImages images;
    private final TrainingConfig config;
    private final PrivacyPlan plan;
    private final PrivacyKey key;
    /** The images of each unit. */
    private final Map<Long, List<Integer>> units;

    PrivateSource(TrainingImages images, TrainingConfig config, PrivacyKey key) {
        this.images = images;
        this.config = config;
        this.key = key;
        plan = config.privacy().orElseThrow();
        units = units(images);
    }

    /** Returns the images of each unit, by its number. */
    static Map<Long, List<Integer>> units(TrainingImages images) {
        Map<Long, List<Integer>> units = new LinkedHashMap<>();
        for (int i = 0; i < images.size(); i++) {
            units.computeIfAbsent(images.unit(i), unit -> new ArrayList<>()).add(i);
        }
        return units;
    }

    /** Returns a step, counting from 1. */
    PrivateBatch of(long step) {
        List<Batch> taken = new ArrayList<>();
        units.forEach((unit, own) -> {
            if (key.stream("take", step, unit).nextDouble() < plan.sampleRate()) {
                taken.add(shown(step, unit, own));
            }
        });
        double clip = plan.wish().clip();
        return new PrivateBatch(
                step,
                taken,
                plan.sampleRate() * units.size(),
                clip,
                clip * plan.noiseMultiplier(),
                part -> key.stream("noise", step, part));
    }

    /** Returns what a unit shows: its images in turn, in a random order, until the draws are done. */
    private Batch shown(long step, long unit, List<Integer> own) {
        long stream = Seeds.derive(Seeds.derive(config.seed(), "private step", step), "unit", unit);
        List<Integer> order = new ArrayList<>(own);
        Collections.shuffle(order, Seeds.of(stream, "order", 0));
        int draws = plan.wish().draws();
        int length = images.imageLength();
        float[] values = new float[draws * length];
        float[] masks = new float[config.model().masked() ? values.length : 0];
        int[] labels = new int[draws];
        int[] ids = new int[draws];
        for (int k = 0; k < draws; k++) {
            int image = order.get(k % order.size());
            float[] original = new float[length];
            images.read(image, original, 0);
            float[] changed = config.augmentation()
                    .apply(original, config.model().imageSize(), Seeds.of(stream, "augmentation", k));
            System.arraycopy(changed, 0, values, k * length, length);
            if (masks.length > 0) {
                ChangedMask.read(images, image, config, Seeds.of(stream, "augmentation", k), masks, k * length);
            }
            labels[k] = images.label(image);
            ids[k] = images.id(image);
        }
        return new Batch(stream, values, labels, ids).withMasks(masks);
    }

    /** Returns all that a step shows as messages and rates see it, without the pixels. */
    static Batch summary(PrivateBatch step) {
        int[] ids = step.units().stream()
                .flatMapToInt(unit -> java.util.Arrays.stream(unit.ids()))
                .toArray();
        return new Batch(step.step(), new float[0], new int[ids.length], ids);
    }
}
