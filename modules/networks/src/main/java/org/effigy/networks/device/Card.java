package org.effigy.networks.device;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An NVIDIA card as the driver describes it.
 *
 * @param index in the driver's order
 * @param uuid {@code GPU-...}, or "" where it is not known
 * @param name of the model
 * @param capability empty where neither the driver tells it nor the name is known
 * @param driver empty where it is not known
 * @param totalMiB memory, empty where it is not known
 * @param freeMiB memory that no program holds, empty where it is not known
 * @param mig whether the card is divided by MIG; programs then see only the slices
 * @param slices of a card that is divided
 */
public record Card(
        int index,
        String uuid,
        String name,
        Optional<ComputeCapability> capability,
        Optional<DriverVersion> driver,
        OptionalLong totalMiB,
        OptionalLong freeMiB,
        boolean mig,
        List<MigSlice> slices) {
    public Card {
        slices = List.copyOf(slices);
    }

    /** Returns a card of which no more is known. */
    static Card of(int index, String uuid, String name, Optional<DriverVersion> driver) {
        OptionalLong unknown = OptionalLong.empty();
        return new Card(index, uuid, name, CardNames.capability(name), driver, unknown, unknown, false, List.of());
    }

    Card withSlices(List<MigSlice> other) {
        return new Card(index, uuid, name, capability, driver, totalMiB, freeMiB, mig, other);
    }

    /** Returns the name with what is known of compute capability, driver and memory. */
    public String description() {
        StringBuilder text = new StringBuilder(name).append(" (");
        text.append(capability.map(c -> "compute capability " + c).orElse("compute capability not known"));
        driver.ifPresent(version -> text.append(", driver ").append(version));
        if (mig) {
            text.append(", MIG");
            slices.stream().findFirst().ifPresent(slice -> text.append(' ').append(slice.profile()));
        } else if (totalMiB.isPresent()) {
            text.append(", ");
            freeMiB.ifPresent(free -> text.append(free).append(" of "));
            text.append(totalMiB.getAsLong()).append(freeMiB.isPresent() ? " MiB free" : " MiB");
        }
        return text.append(')').toString();
    }
}
