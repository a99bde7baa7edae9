package org.effigy.networks.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WorkersTest {
    private static Workers workers(int threads, int devices) {
        return new Workers(Compute.standard().withThreads(threads).withDevices(devices), Workers.Setup.NONE);
    }

    @Test
    void runsTaskNumberIOnThreadIModuloTheThreads() {
        try (Workers workers = workers(2, 1)) {
            String[] names = new String[5];
            workers.run(5, i -> names[i] = Thread.currentThread().getName());
            String[] expected = {"network-0", "network-1", "network-0", "network-1", "network-0"};
            assertArrayEquals(expected, names);
        }
    }

    @Test
    void threadsAreSpreadOverDevicesNeighboursTogether() {
        try (Workers workers = workers(4, 2)) {
            assertEquals(4, workers.count());
            int[] devices = {workers.device(0), workers.device(1), workers.device(2), workers.device(3)};
            assertArrayEquals(new int[] {0, 0, 1, 1}, devices);
            assertEquals(2, workers.firstThread(1));
        }
        try (Workers workers = workers(1, 3)) {
            assertEquals(3, workers.count());
            assertEquals(2, workers.device(2));
        }
        try (Workers workers = workers(5, 2)) {
            assertEquals(4, workers.count());
        }
    }

    @Test
    void theThreadsOfADeviceShareItsWork() {
        try (Workers workers = workers(4, 2)) {
            Set<String> done = new ConcurrentSkipListSet<>();
            workers.runOnDevices((device, part, parts) -> done.add(device + " " + part + "/" + parts));
            assertEquals(Set.of("0 0/2", "0 1/2", "1 0/2", "1 1/2"), done);
        }
    }

    @Test
    void eachThreadIsSetUpOnceAndWaitsForItsWork() {
        Set<String> begun = new ConcurrentSkipListSet<>();
        Set<String> committed = new ConcurrentSkipListSet<>();
        Workers.Setup setup = new Workers.Setup() {
            @Override
            public void begin(int device) {
                begun.add(Thread.currentThread().getName() + " on " + device);
            }

            @Override
            public void commit() {
                committed.add(Thread.currentThread().getName());
            }
        };
        try (Workers workers = new Workers(Compute.standard().withThreads(2).withDevices(2), setup)) {
            workers.run(2, i -> {});
            assertEquals(Set.of("network-0 on 0", "network-1 on 1"), begun);
            assertEquals(Set.of("network-0", "network-1"), committed);
        }
    }

    @Test
    void shardsGetTheNumbersOfAllInTheirOrder() {
        try (Workers workers = workers(3, 1)) {
            double[] sums = new double[3];
            for (int round = 0; round < 5; round++) {
                workers.runShards(3, shard -> {
                    double sum = 0;
                    for (int i = 0; i < 4; i++) {
                        double[][] all = workers.exchange(shard, new double[] {10 * i + shard});
                        assertEquals(10 * i + 2, all[2][0]);
                        sum += all[0][0] + 2 * all[1][0] + 4 * all[2][0];
                    }
                    sums[shard] = sum;
                });
                assertArrayEquals(new double[] {460, 460, 460}, sums);
            }
        }
    }

    /** The one that fails is named, not those that waited for it at a batch normalisation. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void thoseThatWaitForAFailedShardAreNotTheError() {
        try (Workers workers = workers(3, 3)) {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> workers.runShards(3, shard -> {
                        if (shard == 2) {
                            throw new IllegalArgumentException("planted");
                        }
                        workers.exchange(shard, new double[0]);
                    }));
            assertTrue(e.getMessage().contains("shard 2 of 3"), e.getMessage());
            assertTrue(e.getMessage().contains("planted"), e.getMessage());
            assertTrue(e.getCause() instanceof IllegalArgumentException);
            workers.runShards(3, shard -> workers.exchange(shard, new double[] {shard}));
        }
    }

    @Test
    void whatIsWrongWithAnInputStaysAnInputException() {
        try (Workers workers = workers(2, 1)) {
            InputException e = assertThrows(
                    InputException.class,
                    () -> workers.run(2, i -> {
                        throw new InputException("image " + i + " is empty");
                    }));
            assertEquals("image 0 is empty", e.getMessage());
        }
    }

    @Test
    void rangesCutABatchIntoNeighboursOfAlmostEqualSize() {
        assertEquals(new Range(0, 2), Range.of(0, 3, 7));
        assertEquals(new Range(2, 4), Range.of(1, 3, 7));
        assertEquals(new Range(4, 7), Range.of(2, 3, 7));
        assertArrayEquals(new float[] {3, 4}, new Range(1, 2).cut(new float[] {1, 2, 3, 4, 5, 6}, 2));
    }
}
