package zydeco.filters.language;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import zydeco.filters.splitter.indic.IndicNlp;
import zydeco.filters.text.WordRules;

/**
 * Languages whose words and sentences datatrove 0.10.1 cuts by indic-nlp-library. Labels are those
 * of its table; one without a script means the script that the table has first for it, where the
 * origin takes another by mistake.
 */
final class CutByIndicNlp {
  private static final Map<IndicNlp, String> LABELS = new EnumMap<>(IndicNlp.class);

  static {
    LABELS.put(
        IndicNlp.HINDI,
        """
        anp anp_Deva awa awa_Deva bho bho_Deva brx_Deva dty dty_Deva ghe ghe_Deva hi hi_Deva hin \
        hin_Deva hne hne_Deva kle kle_Deva lif lif_Deva mag mag_Deva mai mai_Deva mup mup_Deva ne \
        ne_Deva nep nep_Deva new new_Deva npi npi_Deva rav rav_Deva rjs rjs_Deva sa sa_Deva san \
        san_Deva sck sck_Deva suz suz_Deva taj taj_Deva thl thl_Deva xsr xsr_Deva""");
    LABELS.put(
        IndicNlp.MARATHI,
        "gom_Deva kas kas_Deva kex kex_Deva ks ks_Deva mar mar_Deva mr mr_Deva sd_Deva snd_Deva");
    LABELS.put(
        IndicNlp.BENGALI,
        """
        as as_Beng asm asm_Beng ben ben_Beng bn bn_Beng bpy bpy_Beng syl_Beng""");
    LABELS.put(IndicNlp.PUNJABI, "pa pa_Guru pan pan_Guru");
    LABELS.put(IndicNlp.GUJARATI, "gu gu_Gujr guj guj_Gujr");
    LABELS.put(IndicNlp.ORIYA, "or or_Orya ori ori_Orya ory ory_Orya");
    LABELS.put(IndicNlp.TAMIL, "ta ta_Taml tam tam_Taml");
    LABELS.put(IndicNlp.TELUGU, "kff kff_Telu te te_Telu tel tel_Telu wsg wsg_Telu");
    LABELS.put(IndicNlp.KANNADA, "kan kan_Knda kn kn_Knda tcy tcy_Knda");
    LABELS.put(IndicNlp.MALAYALAM, "mal mal_Mlym ml ml_Mlym");
    LABELS.put(IndicNlp.SINHALA, "si si_Sinh sin sin_Sinh");
    LABELS.put(
        IndicNlp.URDU,
        """
        bcc bcc_Arab ckb ckb_Arab glk glk_Arab hac hac_Arab kas_Arab ks_Arab ku_Arab kur_Arab lki \
        lki_Arab lrc lrc_Arab mzn mzn_Arab pbt pbt_Arab pnb pnb_Arab ps ps_Arab pus pus_Arab sd \
        sd_Arab sdh sdh_Arab skr skr_Arab snd snd_Arab ur ur_Arab urd urd_Arab""");
  }

  private static final Map<String, WordRules> RULES = new HashMap<>();

  static {
    LABELS.forEach(
        (language, labels) -> {
          WordRules rules = WordRules.ofIndicNlp(language);
          for (String label : labels.split(" ")) {
            RULES.put(label, rules);
          }
        });
  }

  private CutByIndicNlp() {}

  /** The rules of a label, or null where it is of another language. */
  static WordRules rules(String label) {
    return RULES.get(label);
  }
}
