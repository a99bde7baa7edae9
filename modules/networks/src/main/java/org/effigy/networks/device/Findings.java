package org.effigy.networks.device;

import java.util.List;
import java.util.Optional;

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

    /** Returns the cards that CUDA shows to this program. */
    public List<Card> visible() {
        return VisibleCards.of(cards, visibleDevices);
    }

    boolean hiddenOnPurpose() {
        return VisibleCards.hidesAll(visibleDevices);
    }
}
