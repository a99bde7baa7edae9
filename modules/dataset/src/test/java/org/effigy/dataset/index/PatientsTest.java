package org.effigy.dataset.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.effigy.dataset.Patient;
import org.junit.jupiter.api.Test;

class PatientsTest {
    @Test
    void patientsAreKeyedByHmac() throws Exception {
        for (String secret :
                new String[] {"s", "a secret that is longer than one block of the hash, which has 64 bytes, so"}) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String expected = HexFormat.of().formatHex(mac.doFinal("patient:P-1".getBytes(StandardCharsets.UTF_8)));
            Patients patients = new Patients(new PatientSource.Recorded(), secret);
            assertEquals(expected.substring(0, 16), patients.key(Patient.recorded("P-1")));
        }
    }
}
