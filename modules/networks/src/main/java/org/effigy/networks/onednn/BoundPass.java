package org.effigy.networks.onednn;

import java.util.List;
import java.util.function.Function;

/** A pass whose work is made from the memory when the slots have their places. */
final class BoundPass implements Pass {
    private final String label;
    private final List<Slot> slots;
    private final Function<Workspace, Runnable> binder;
    private Runnable work;

    BoundPass(String label, List<Slot> slots, Function<Workspace, Runnable> binder) {
        this.label = label;
        this.slots = List.copyOf(slots);
        this.binder = binder;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public List<Slot> slots() {
        return slots;
    }

    @Override
    public void bind(Workspace space) {
        work = binder.apply(space);
    }

    @Override
    public void run() {
        work.run();
    }
}
