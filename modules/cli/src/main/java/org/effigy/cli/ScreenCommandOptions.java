package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.effigy.dataset.BorderUse;
import org.effigy.dataset.screen.DuplicateSearch;
import org.effigy.dataset.screen.ScreenOptions;
import org.effigy.dataset.screen.TextPolicy;
import org.effigy.dicom.burnedin.MaskRules;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code effigy index} about what pixels give away. */
final class ScreenCommandOptions {
    /** What {@code --text} can say. */
    enum Text {
        MASK,
        LEAVE_OUT,
        ALLOW;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--text",
            paramLabel = "mask|leave-out|allow",
            converter = TextConverter.class,
            description = {
                "Writing that is found in radiographs, captures and pictures: paint it over, leave the image out, or"
                        + " do not look for it (default: mask)."
            })
    private Text text = Text.MASK;

    @Option(names = "--mask", paramLabel = "RULES", description = "Paint over the areas that this file of rules names.")
    private Path masks;

    @Option(
            names = "--borders",
            paramLabel = "keep|crop|exclude",
            description = "Borders of shutters: keep them, cut them off, or take the intensity range of what lies"
                    + " between them (default: keep).")
    private BorderUse borders = BorderUse.KEEP;

    @Option(
            names = "--allow-heads",
            description = "Also take stacks of head slices, from which a face could be rendered.")
    private boolean allowHeads;

    @Option(
            names = "--near-duplicates",
            paramLabel = "none|radiographs|all",
            description =
                    "Where to look for images that are nearly the same (moved a little, other brightness), which are"
                            + " then kept in one split with all images of their patients: nowhere, in all but tomograms,"
                            + " or in those too, which takes their decoding (default: radiographs).")
    private DuplicateSearch duplicates = DuplicateSearch.RADIOGRAPHS;

    /** Reads the words of {@code --text}. */
    static final class TextConverter implements ITypeConverter<Text> {
        @Override
        public Text convert(String value) {
            for (Text text : Text.values()) {
                if (text.toString().equalsIgnoreCase(value)) {
                    return text;
                }
            }
            throw new TypeConversionException("'" + value + "' is none of mask, leave-out and allow");
        }
    }

    /** Returns the options; where burned-in text is allowed, none is looked for. */
    ScreenOptions options(boolean allowBurnedIn) throws IOException {
        MaskRules rules = masks == null ? MaskRules.none() : MaskRules.read(Inputs.file(masks));
        TextPolicy policy = allowBurnedIn ? TextPolicy.ALLOW : TextPolicy.valueOf(text.name());
        return new ScreenOptions(rules, policy, borders, allowHeads, duplicates);
    }
}
