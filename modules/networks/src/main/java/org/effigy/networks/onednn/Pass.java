package org.effigy.networks.onednn;

import java.util.List;

/** One piece of a program's work: a layer's forward or backward pass on the whole batch of the shard. */
interface Pass {
    /** The layer's name and what is computed, for profiles. */
    String label();

    /** What it reads and writes. */
    List<Slot> slots();

    /** Makes its primitives; the slots have their places now. */
    void bind(Workspace space);

    /** Does the work. */
    void run();
}
