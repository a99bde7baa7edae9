package org.effigy.dicom.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.net.OutgoingInstance;
import org.effigy.dicom.net.StoreResult;

/** What the answer to STOW-RS says about each instance (PS3.18, I.2). */
final class StowAnswer {
    private static final int WARNING_REASON = 0x00081196;
    private static final int FAILURE_REASON = 0x00081197;
    private static final int FAILED_SOP_SEQUENCE = 0x00081198;
    private static final int REFERENCED_SOP_SEQUENCE = 0x00081199;

    private final Map<String, StoreResult> byUid = new HashMap<>();

    private StowAnswer() {}

    /** Collects the results. */
    static StowAnswer of(List<Attributes> dataSets) {
        StowAnswer answer = new StowAnswer();
        for (Attributes dataSet : dataSets) {
            for (Attributes item : dataSet.items(REFERENCED_SOP_SEQUENCE)) {
                String warning = item.text(WARNING_REASON);
                answer.byUid.put(
                        item.text(Tag.ReferencedSOPInstanceUID),
                        warning.isEmpty() ? StoreResult.stored() : StoreResult.warning(code(warning)));
            }
            // After the others: who is in both sequences has failed.
            for (Attributes item : dataSet.items(FAILED_SOP_SEQUENCE)) {
                answer.byUid.put(
                        item.text(Tag.ReferencedSOPInstanceUID), StoreResult.failed(code(item.text(FAILURE_REASON))));
            }
        }
        return answer;
    }

    boolean isEmpty() {
        return byUid.isEmpty();
    }

    /** Returns one result per instance; what the answer does not name is unconfirmed. */
    List<StoreResult> results(List<OutgoingInstance> instances) {
        return instances.stream()
                .map(i -> byUid.getOrDefault(i.sopInstanceUid(), StoreResult.unconfirmed()))
                .toList();
    }

    private static int code(String text) {
        try {
            return Integer.parseInt(text) & 0xffff;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
