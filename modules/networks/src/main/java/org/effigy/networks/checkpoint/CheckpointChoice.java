package org.effigy.networks.checkpoint;

/** Which checkpoint of a run is meant. */
public sealed interface CheckpointChoice {
    /** The newest one that can be read. */
    record Newest() implements CheckpointChoice {}

    /** The newest one from before the model remembers single training images; the newest of all where it was not found to. */
    record BeforeMemory() implements CheckpointChoice {}

    /**
     * That of a step.
     *
     * @param orNewest whether the newest is meant where there is none of that step
     */
    record OfStep(long step, boolean orNewest) implements CheckpointChoice {}

    /**
     * Reads {@code last} or a step.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static CheckpointChoice of(String word) {
        if (word.equals("last")) {
            return new Newest();
        }
        if (!word.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("checkpoint is " + word + ", allowed are a step and last");
        }
        return new OfStep(Long.parseLong(word), false);
    }
}
