package org.effigy.networks.onednn;

import java.util.List;
import java.util.function.Function;

/**
 * One piece of a program's work: a layer's forward or backward pass on the whole batch of the shard.
 *
 * @param label the layer's name and what is computed, for profiles
 * @param slots what it reads and writes
 * @param binder makes its primitives and returns what does the work; the slots have their places then
 */
record Pass(String label, List<Slot> slots, Function<Workspace, Runnable> binder) {}
