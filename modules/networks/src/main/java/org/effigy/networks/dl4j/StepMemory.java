package org.effigy.networks.dl4j;

import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.factory.Nd4j;

/** The two workspaces of a thread: what lives for a step, and inside it what one operation needs for itself. */
final class StepMemory {
    private static final WorkspaceConfiguration GROWING = WorkspaceConfiguration.builder()
            .initialSize(0)
            .overallocationLimit(0.1)
            .build();

    private StepMemory() {}

    /** Opens the memory of results and gradients. */
    static MemoryWorkspace step() {
        return Nd4j.getWorkspaceManager().getAndActivateWorkspace(GROWING, "NETWORK_STEP");
    }

    /** Opens the memory of what an operation forgets when it is done; make its results before. */
    static MemoryWorkspace scratch() {
        return Nd4j.getWorkspaceManager().getAndActivateWorkspace(GROWING, "NETWORK_SCRATCH");
    }
}
