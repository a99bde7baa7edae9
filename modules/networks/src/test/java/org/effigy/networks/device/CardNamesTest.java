package org.effigy.networks.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardNamesTest {
    /** Compute capabilities from NVIDIA's lists of CUDA cards and of old ones. */
    @ParameterizedTest
    @CsvSource({
        "NVIDIA GeForce RTX 2080 Ti, 7.5",
        "GeForce RTX 2060 SUPER, 7.5",
        "NVIDIA GeForce RTX 3090, 8.6",
        "NVIDIA GeForce RTX 3050 Ti Laptop GPU, 8.6",
        "NVIDIA GeForce RTX 4090, 8.9",
        "NVIDIA GeForce RTX 4060 Laptop GPU, 8.9",
        "NVIDIA RTX 6000 Ada Generation, 8.9",
        "NVIDIA RTX 4000 SFF Ada Generation, 8.9",
        "NVIDIA L4, 8.9",
        "NVIDIA L40S, 8.9",
        "NVIDIA A100-SXM4-80GB, 8.0",
        "A100-PCIE-40GB, 8.0",
        "NVIDIA A100 80GB PCIe, 8.0",
        "NVIDIA A30, 8.0",
        "NVIDIA A10, 8.6",
        "NVIDIA A10G, 8.6",
        "NVIDIA A2, 8.6",
        "NVIDIA A40, 8.6",
        "NVIDIA RTX A6000, 8.6",
        "NVIDIA RTX A2000 12GB, 8.6",
        "NVIDIA H100 80GB HBM3, 9.0",
        "NVIDIA H100 PCIe, 9.0",
        "NVIDIA H200, 9.0",
        "NVIDIA GH200 480GB, 9.0",
        "NVIDIA B200, 10.0",
        "NVIDIA GB200, 10.0",
        "NVIDIA B300 SXM6 AC, 10.3",
        "NVIDIA GeForce RTX 5090, 12.0",
        "NVIDIA GeForce RTX 5070 Ti Laptop GPU, 12.0",
        "NVIDIA RTX PRO 6000 Blackwell Workstation Edition, 12.0",
        "NVIDIA GB10, 12.1",
        "Tesla T4, 7.5",
        "Quadro RTX 6000, 7.5",
        "Quadro T1000, 7.5",
        "TITAN RTX, 7.5",
        "NVIDIA GeForce GTX 1660 SUPER, 7.5",
        "NVIDIA GeForce GTX 1650, 7.5",
        "Tesla V100-SXM2-32GB, 7.0",
        "NVIDIA TITAN V, 7.0",
        "Quadro GV100, 7.0",
        "Tesla P100-PCIE-16GB, 6.0",
        "Quadro GP100, 6.0",
        "GeForce GTX 1080 Ti, 6.1",
        "GeForce GTX 1050, 6.1",
        "TITAN Xp, 6.1",
        "Tesla P40, 6.1",
        "Tesla P4, 6.1",
        "Quadro P4000, 6.1",
        "GeForce GTX 980 Ti, 5.2",
        "GeForce GTX TITAN X, 5.2",
        "Tesla M60, 5.2",
        "Tesla M40 24GB, 5.2",
        "Quadro M4000, 5.2",
        "GeForce GTX 750 Ti, 5.0",
        "Quadro M2000M, 5.0",
        "Tesla K80, 3.7",
        "Tesla K40m, 3.5",
        "GeForce GTX 780 Ti, 3.5",
        "GeForce GTX TITAN, 3.5",
        "GeForce GTX 680, 3.0",
        "GRID K520, 3.0"
    })
    void knowsTheCapability(String name, String capability) {
        assertEquals(Optional.of(capability), CardNames.capability(name).map(ComputeCapability::toString));
    }

    @Test
    void anotherNameIsNotKnown() {
        assertEquals(Optional.empty(), CardNames.capability("NVIDIA Graphics Device"));
        assertEquals(Optional.empty(), CardNames.capability("NVIDIA X100"));
    }
}
