package org.effigy.networks.device;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The cards that CUDA shows to programs: all, or those that the environment variable {@code CUDA_VISIBLE_DEVICES} lists, by
 * index, by the beginning of their UUID, or by a MIG slice. Like CUDA it ends at the first entry that names no card.
 */
final class VisibleCards {
    private VisibleCards() {}

    /** Returns the visible cards, in the order of the list; a card named by a slice has only that slice. */
    static List<Card> of(List<Card> cards, Optional<String> variable) {
        if (variable.isEmpty()) {
            return List.copyOf(cards);
        }
        List<Card> visible = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (String entry : variable.get().split(",", -1)) {
            Optional<Card> card = find(cards, entry.strip());
            if (card.isEmpty() || !named.add(key(card.get()))) {
                break;
            }
            visible.add(card.get());
        }
        return visible;
    }

    private static String key(Card card) {
        return card.index() + (card.mig() ? " " + card.slices() : "");
    }

    private static Optional<Card> find(List<Card> cards, String entry) {
        if (entry.matches("\\d{1,4}")) {
            int index = Integer.parseInt(entry);
            return cards.stream().filter(card -> card.index() == index).findFirst();
        }
        if (entry.startsWith("MIG-GPU-")) {
            String card = entry.substring("MIG-".length()).split("/", 2)[0];
            return only(cards.stream().filter(c -> c.uuid().equals(card)).toList());
        }
        if (entry.startsWith("MIG-")) {
            return only(cards.stream()
                    .flatMap(card -> card.slices().stream()
                            .filter(slice -> slice.uuid().startsWith(entry))
                            .map(slice -> card.withSlices(List.of(slice))))
                    .toList());
        }
        if (entry.startsWith("GPU-")) {
            return only(
                    cards.stream().filter(card -> card.uuid().startsWith(entry)).toList());
        }
        return Optional.empty();
    }

    private static Optional<Card> only(List<Card> found) {
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Returns whether the variable says in so many words that there shall be no card. */
    static boolean hidesAll(Optional<String> variable) {
        return variable.map(String::strip)
                .filter(value -> value.isEmpty() || value.startsWith("-1") || value.equals("NoDevFiles"))
                .isPresent();
    }
}
