package org.effigy.evaluation.membership;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.Seeds;

/**
 * Images of which it is known whether the model learned from them: members first, then others.
 *
 * @param members how many are members
 * @param patients a number for each image, the same for images of one patient; no patient has images of both kinds
 * @param half 0: the time step is chosen on it; 1: the figures are of it
 */
@SuppressWarnings("ArrayRecordComponent")
public record Subjects(int members, int[] patients, int[] half) {
    public Subjects {
        Check.inRange("members", members, 0, patients.length);
        Check.sameLength("half", half.length, patients.length);
    }

    /** Divides each kind by patients in two halves as equal as patients allow. */
    public static Subjects halved(int members, int[] patients, long seed) {
        int[] half = new int[patients.length];
        for (int kind = 0; kind < 2; kind++) {
            int from = kind == 0 ? 0 : members;
            int to = kind == 0 ? members : patients.length;
            List<Integer> order = new ArrayList<>(IntStream.range(from, to)
                    .map(i -> patients[i])
                    .distinct()
                    .boxed()
                    .toList());
            Collections.shuffle(order, Seeds.of(seed, "membership halves", kind));
            Map<Integer, Integer> halves = new HashMap<>();
            for (int i = 0; i < order.size(); i++) {
                halves.put(order.get(i), i % 2);
            }
            for (int i = from; i < to; i++) {
                half[i] = halves.get(patients[i]);
            }
        }
        return new Subjects(members, patients, half);
    }

    /** Returns the number of images. */
    public int size() {
        return patients.length;
    }

    boolean isMember(int image) {
        return image < members;
    }

    /** Returns the images of a half, members first. */
    int[] of(int wantedHalf) {
        return IntStream.range(0, size()).filter(i -> half[i] == wantedHalf).toArray();
    }

    /** Returns how many of these images are members. */
    int members(int[] images) {
        return (int) Arrays.stream(images).filter(this::isMember).count();
    }

    /** Returns the others of the reported half, those of half of their patients called members: what no model can tell apart. */
    boolean[] pretended(int[] others, long seed) {
        List<Integer> order = new ArrayList<>(
                Arrays.stream(others).map(i -> patients[i]).distinct().boxed().toList());
        Random random = Seeds.of(seed, "membership floor", 0);
        Collections.shuffle(order, random);
        List<Integer> chosen = order.subList(0, order.size() / 2);
        boolean[] pretended = new boolean[others.length];
        for (int i = 0; i < others.length; i++) {
            pretended[i] = chosen.contains(patients[others[i]]);
        }
        return pretended;
    }
}
