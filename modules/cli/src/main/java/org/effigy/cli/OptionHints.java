package org.effigy.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The options behind what the libraries' messages ask for; they know the settings, not how the command line names them. */
final class OptionHints {
    private static final Map<String, String> OPTIONS = new LinkedHashMap<>();

    static {
        OPTIONS.put("file for the journal", "--state");
        OPTIONS.put("emaDecay", "--ema");
        OPTIONS.put("learningRate", "--learning-rate");
        OPTIONS.put("allow real files", "--allow-real");
        OPTIONS.put("name the certificate to trust", "--ca-file");
        OPTIONS.put("check the token or the password", "--token-env, --token-file, --basic-env or --basic-file");
        OPTIONS.put("give user and password apart", "--basic-env or --basic-file");
        OPTIONS.put("the calling AE title", "--calling-aet");
        OPTIONS.put("allow synthetic images", "--allow-synthetic");
        OPTIONS.put("ask for a smaller share of real images", "--real-share");
        OPTIONS.put("show it more often", "--class-balance 0.5");
        OPTIONS.put("train without labels", "train --no-labels");
        OPTIONS.put("or leave the labels out", "train --no-labels");
        OPTIONS.put("with a wider window", "--window");
        OPTIONS.put("the column of the classes as label column", "--label-column");
        OPTIONS.put("a lower learning rate", "--learning-rate");
        OPTIONS.put("half the learning rate", "--learning-rate");
        OPTIONS.put("index with a table of labels", "--labels");
        OPTIONS.put("steps, sampler, eta or guidance to choose", "--steps, --sampler, --eta, --guidance");
        OPTIONS.put("choose one of them with it", "--sampler");
        OPTIONS.put("no spacing to choose", "--spacing");
        OPTIONS.put("the guidance interval", "--guidance-interval");
        OPTIONS.put("choose 1 part", "--accumulate 1");
        OPTIONS.put("leave the sampler out", "--sampler");
        OPTIONS.put("leave out guidance", "--guidance");
        OPTIONS.put("leave it out or choose float32", "--precision float32");
        OPTIONS.put("choose how many devices to go on with", "--devices");
        OPTIONS.put("too late to begin with another model; leave that out", "--init-from");
        OPTIONS.put("requiring CUDA shows why", "--device cuda");
        OPTIONS.put("allow heads", "--allow-heads");
        OPTIONS.put("ask for no class", "leave out --class");
        OPTIONS.put("the model to begin with", "--init-from");
        OPTIONS.put("take a smaller batch", "--batch");
        OPTIONS.put("allow localizers", "--allow-localizers");
        OPTIONS.put("allow reformatted images", "--allow-reformatted");
        OPTIONS.put("allow captures", "--allow-captures");
        OPTIONS.put("allow radiographs for processing", "--allow-for-processing");
        OPTIONS.put("allow burned-in text", "--allow-burned-in");
        OPTIONS.put("mask the writing", "--text mask or --mask");
        OPTIONS.put("every n-th one", "--every");
        OPTIONS.put("the least fraction asked for", "--min-lung");
        OPTIONS.put("by its modality", "--modality");
        OPTIONS.put("other shares of the parts", "--shares");
        OPTIONS.put("skip undecodable images", "--skip-undecodable");
        OPTIONS.put("check the path of the label table", "--labels");
        OPTIONS.put("name the right one as the file column", "--file-column");
        OPTIONS.put("name the right one as the label column", "--label-column");
        OPTIONS.put("name another label column", "--label-column");
        OPTIONS.put("use no labels", "--no-labels");
        OPTIONS.put("use no split column", "--split-column=''");
        OPTIONS.put("the label attribute", "--label-attribute");
        OPTIONS.put("correct the patient pattern", "--patient-regex");
        OPTIONS.put("choose the classifier's size for the evaluation", "--size");
        OPTIONS.put("choose the extractor's size for the evaluation", "--size");
        OPTIONS.put("name a run of a classifier", "--classifier");
        OPTIONS.put("name the file of the extractor", "--extractor");
        OPTIONS.put("leave its space out", "--spaces");
        OPTIONS.put("index the data folder to make one", "effigy index DIR --out INDEX");
        OPTIONS.put("describe the training images", "effigy gate RUN --data INDEX");
        OPTIONS.put("switch the gate off", "--no-gate");
        OPTIONS.put("name a class", "--class");
    }

    private OptionHints() {}

    /** Returns a library's message with the option behind each setting in it, e.g. {@code allow real files (--allow-real)}. */
    static String in(String message) {
        // A device is named as one types it.
        String hinted = message.replaceAll("\\bthe device (cpu|cuda)\\b", DeviceOption.NAME + " $1");
        for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
            String words = option.getKey();
            hinted = hinted.replace(words, words + " (" + option.getValue() + ")");
        }
        return hinted;
    }
}
