package org.effigy.networks.device;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What was found out about cards.
 *
 * @param platform where the driver runs
 * @param cards all cards that the driver knows
 * @param visibleDevices the environment variable {@code CUDA_VISIBLE_DEVICES}, where it is set
 * @param problem in one line, why cards may be there that were not found
 */
public record Findings(Platform platform, List<Card> cards, Optional<String> visibleDevices, Optional<String> problem) {
    public Findings {
        cards = List.copyOf(cards);
    }

    /**
     * Returns the cards that CUDA shows to programs: all, or those that {@code CUDA_VISIBLE_DEVICES} lists, by index, by the
     * beginning of their UUID, or by a MIG slice, in the order of the list; a card named by a slice has only that slice. Like CUDA
     * it ends at the first entry that names no card.
     */
    public List<Card> visible() {
        if (visibleDevices.isEmpty()) {
            return cards;
        }
        List<Card> visible = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (String entry : visibleDevices.get().split(",", -1)) {
            List<Card> found = named(entry.strip());
            if (found.size() != 1 || !named.add(key(found.get(0)))) {
                break;
            }
            visible.addAll(found);
        }
        return visible;
    }

    private static String key(Card card) {
        return card.index() + (card.mig() ? " " + card.slices() : "");
    }

    private List<Card> named(String entry) {
        if (entry.startsWith("MIG-GPU-")) {
            String uuid = entry.substring("MIG-".length()).split("/", 2)[0];
            return all(card -> card.uuid().equals(uuid));
        }
        if (entry.startsWith("MIG-")) {
            return cards.stream()
                    .flatMap(card -> card.slices().stream()
                            .filter(slice -> slice.uuid().startsWith(entry))
                            .map(slice -> card.withSlices(List.of(slice))))
                    .toList();
        }
        if (entry.startsWith("GPU-")) {
            return all(card -> card.uuid().startsWith(entry));
        }
        return all(card -> entry.matches("\\d{1,4}") && card.index() == Integer.parseInt(entry));
    }

    private List<Card> all(Predicate<Card> fits) {
        return cards.stream().filter(fits).toList();
    }

    /** Returns whether the variable says in so many words that there shall be no card. */
    boolean hiddenOnPurpose() {
        return visibleDevices
                .map(String::strip)
                .filter(value -> value.isEmpty() || value.startsWith("-1") || value.equals("NoDevFiles"))
                .isPresent();
    }
}
