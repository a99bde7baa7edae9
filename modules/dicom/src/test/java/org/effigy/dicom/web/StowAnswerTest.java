package org.effigy.dicom.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.dicom.net.OutgoingInstance;
import org.effigy.dicom.net.StoreResult;
import org.effigy.dicom.net.StoreResult.Status;
import org.junit.jupiter.api.Test;

class StowAnswerTest {
    private static final String JSON =
            """
            {"00081190":{"vr":"UR","Value":["http://host/studies/1.2"]},
             "00081198":{"vr":"SQ","Value":[
               {"00081150":{"vr":"UI","Value":["1.2.840.10008.5.1.4.1.1.2"]},
                "00081155":{"vr":"UI","Value":["1.2.3"]},"00081197":{"vr":"US","Value":[42752]}},
               {"00081155":{"vr":"UI","Value":["1.2.4"]},"00081197":{"vr":"US","Value":["273"]}},
               {"00081155":{"vr":"UI","Value":["1.2.5"]}}]},
             "00081199":{"vr":"SQ","Value":[
               {"00081155":{"vr":"UI","Value":["1.2.1"]}},
               {"00081155":{"vr":"UI","Value":["1.2.2"]},"00081196":{"vr":"US","Value":[45056]}},
               {"00081155":{"vr":"UI","Value":["1.2.3"]}}]}}""";
    private static final String XML =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">
              <DicomAttribute tag="00081190" vr="UR" keyword="RetrieveURL"><Value number="1">x</Value></DicomAttribute>
              <DicomAttribute tag="00081198" vr="SQ" keyword="FailedSOPSequence">
                <Item number="1">
                  <DicomAttribute tag="00081155" vr="UI"><Value number="1">1.2.3</Value></DicomAttribute>
                  <DicomAttribute tag="00081197" vr="US"><Value number="1">42752</Value></DicomAttribute>
                </Item>
                <Item number="2">
                  <DicomAttribute tag="00081155" vr="UI"><Value number="1">1.2.4</Value></DicomAttribute>
                  <DicomAttribute tag="00081197" vr="US"><Value number="1">273</Value></DicomAttribute>
                </Item>
                <Item number="3">
                  <DicomAttribute tag="00081155" vr="UI"><Value number="1">1.2.5</Value></DicomAttribute>
                </Item>
              </DicomAttribute>
              <DicomAttribute tag="00081199" vr="SQ" keyword="ReferencedSOPSequence">
                <Item number="1"><DicomAttribute tag="00081155" vr="UI"><Value number="1">1.2.1</Value></DicomAttribute></Item>
                <Item number="2"><DicomAttribute tag="00081155" vr="UI"><Value number="1">1.2.2</Value></DicomAttribute>
                  <DicomAttribute tag="00081196" vr="US"><Value number="1">45056</Value></DicomAttribute></Item>
              </DicomAttribute>
            </NativeDicomModel>""";

    private static final List<OutgoingInstance> SENT = Stream.of("1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.2.6")
            .map(uid -> new OutgoingInstance(1, Path.of("x"), 1, "1.2", uid, "1.2"))
            .toList();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void tellsEachInstancesResultInJsonAndXml() {
        for (StowAnswer answer :
                List.of(StowAnswer.of(DicomJson.read(utf8(JSON))), StowAnswer.of(List.of(NativeXml.read(utf8(XML)))))) {
            List<StoreResult> results = answer.results(SENT);
            assertEquals(
                    List.of(
                            new StoreResult(Status.STORED, 0),
                            new StoreResult(Status.WARNING, 0xb000),
                            new StoreResult(Status.FAILED, 0xa700),
                            new StoreResult(Status.DUPLICATE, 0x0111),
                            new StoreResult(Status.FAILED, 0),
                            new StoreResult(Status.UNCONFIRMED, 0)),
                    results);
        }
    }

    @Test
    void readsAnArrayOfDataSetsToo() {
        assertEquals(
                Status.STORED,
                StowAnswer.of(DicomJson.read(utf8("[" + JSON + "]")))
                        .results(SENT)
                        .get(0)
                        .status());
        assertTrue(StowAnswer.of(DicomJson.read(utf8("{}"))).isEmpty());
    }

    @Test
    void namesTheReasonInWords() {
        assertEquals(
                "refused by the archive: A700H, out of resources",
                StoreResult.failed(0xa700).text());
        assertEquals(
                "refused by the archive: C122H, transfer syntax not supported",
                StoreResult.failed(0xc122).text());
        assertEquals(
                "refused by the archive: no reason given", StoreResult.failed(0).text());
        assertTrue(StoreResult.failed(0x0111).status().isInArchive());
    }

    @Test
    void refusesEntitiesAndDeepNesting() {
        String bomb = "<!DOCTYPE a [<!ENTITY b \"" + "c".repeat(100) + "\">]><NativeDicomModel>"
                + "<DicomAttribute tag=\"00081190\"><Value>&b;</Value></DicomAttribute></NativeDicomModel>";
        assertThrows(InputException.class, () -> NativeXml.read(utf8(bomb)));
        String deep = "<DicomAttribute tag=\"00081199\"><Item>".repeat(1000);
        assertThrows(InputException.class, () -> NativeXml.read(utf8("<NativeDicomModel>" + deep)));
        assertThrows(InputException.class, () -> NativeXml.read(utf8("not XML")));
        assertThrows(InputException.class, () -> DicomJson.read(utf8("{\"00081199\":")));
    }
}
