package org.effigy.networks.families;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.effigy.base.Hashes;

/**
 * Latents of images that come again to the bit, as they do in every epoch where nothing augments them: then they are encoded once.
 * Where none comes again, nothing is kept for long.
 *
 * <p>Not safe for use by several threads at once.
 */
final class RepeatedLatents {
    /** 256 MiB of latents. */
    private static final long MOST_NUMBERS = 1L << 26;

    private final UnaryOperator<float[]> encoder;
    private final long most;
    private final Map<String, float[]> kept = new HashMap<>();
    private long numbers;
    private boolean comeAgain;
    private boolean open = true;

    /** @param encoder of images, one after another, each of which it looks at alone, and at least one */
    RepeatedLatents(UnaryOperator<float[]> encoder) {
        this(encoder, MOST_NUMBERS);
    }

    /** @param most numbers to keep */
    RepeatedLatents(UnaryOperator<float[]> encoder, long most) {
        this.encoder = encoder;
        this.most = most;
    }

    /** Returns what the encoder makes of so many images. */
    float[] of(float[] images, int count) {
        if (!open) {
            return encoder.apply(images);
        }
        int length = images.length / count;
        List<String> keys = new ArrayList<>();
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(key(images, i * length, length));
            if (kept.containsKey(keys.get(i))) {
                comeAgain = true;
            } else {
                missing.add(i);
            }
        }
        float[] encoded = encodedAlone(images, length, missing);
        int size = missing.isEmpty() ? kept.get(keys.get(0)).length : encoded.length / missing.size();
        float[] all = new float[count * size];
        int next = 0;
        for (int i = 0; i < count; i++) {
            if (next < missing.size() && missing.get(next) == i) {
                System.arraycopy(encoded, next * size, all, i * size, size);
                next++;
            } else {
                System.arraycopy(kept.get(keys.get(i)), 0, all, i * size, size);
            }
        }
        for (int i : missing) {
            keep(keys.get(i), Arrays.copyOfRange(all, i * size, (i + 1) * size));
        }
        return all;
    }

    private float[] encodedAlone(float[] images, int length, List<Integer> wanted) {
        float[] some = new float[wanted.size() * length];
        for (int i = 0; i < wanted.size(); i++) {
            System.arraycopy(images, wanted.get(i) * length, some, i * length, length);
        }
        return wanted.isEmpty() ? some : encoder.apply(some);
    }

    private void keep(String key, float[] latents) {
        if (numbers + latents.length <= most) {
            numbers += kept.put(key, latents) == null ? latents.length : 0;
        } else if (!comeAgain) {
            kept.clear();
            open = false;
        }
    }

    /** Forgets all, for another encoder. */
    void forget() {
        kept.clear();
        numbers = 0;
        comeAgain = false;
        open = true;
    }

    /** Returns how many numbers are kept. */
    long numbers() {
        return open ? numbers : 0;
    }

    private static String key(float[] images, int from, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES);
        bytes.asFloatBuffer().put(images, from, length);
        return Hashes.sha256(bytes.array());
    }
}
