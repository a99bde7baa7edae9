package org.effigy.networks.device;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Cards for tests. */
final class Cards {
    private Cards() {}

    /** A card with a new driver and free memory. */
    static Card card(int index, String name, String capability) {
        return new Card(
                index,
                "GPU-" + index + "932f937-d72c-4106-c12f-20bd9faed9f6",
                name,
                ComputeCapability.parse(capability),
                DriverVersion.parse("550.54.15"),
                OptionalLong.of(24564),
                OptionalLong.of(24000),
                false,
                List.of());
    }

    static Card withDriver(Card card, String driver) {
        return new Card(
                card.index(),
                card.uuid(),
                card.name(),
                card.capability(),
                DriverVersion.parse(driver),
                card.totalMiB(),
                card.freeMiB(),
                card.mig(),
                card.slices());
    }

    static Card withFree(Card card, long mebibytes) {
        return new Card(
                card.index(),
                card.uuid(),
                card.name(),
                card.capability(),
                card.driver(),
                card.totalMiB(),
                OptionalLong.of(mebibytes),
                card.mig(),
                card.slices());
    }

    static Card divided(Card card, MigSlice... slices) {
        return new Card(
                card.index(),
                card.uuid(),
                card.name(),
                card.capability(),
                card.driver(),
                card.totalMiB(),
                card.freeMiB(),
                true,
                List.of(slices));
    }

    static Findings found(Card... cards) {
        return new Findings(Platform.LINUX, List.of(cards), Optional.empty(), Optional.empty());
    }
}
