package org.effigy.networks.onednn;

import java.util.List;
import java.util.function.Function;

/** A pass whose work is made from the memory when the slots have their places. */
final class BoundPass implements Pass {
    private final List<Slot> slots;
    private final Function<Workspace, Runnable> binder;
    private Runnable work;

    BoundPass(List<Slot> slots, Function<Workspace, Runnable> binder) {
        this.slots = List.copyOf(slots);
        this.binder = binder;
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
