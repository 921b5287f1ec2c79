package zydeco.filters.language;

import java.util.Set;

/** Languages whose sentences datatrove ends at terminal marks alone, without rules of spaCy's. */
final class SentencesByMarks {
  /** Labels of datatrove 0.10.1's WhitespaceTokenizer and BurmeseTokenizer. */
  private static final Set<String> LABELS =
      Set.of(
          """
          ace_Arab aii aii_Syrc aze_Arab bal bal_Arab bjn_Arab blk blk_Mymr brh brh_Arab chr_Cher \
          cr_Cans cre_Cans crj crj_Cans crk_Cans crl crl_Cans crm crm_Cans cwd cwd_Cans div \
          div_Thaa doi doi_Deva dv dv_Thaa ff ff_Arab fmu fmu_Deva ful_Arab fuv_Arab gmv_Ethi \
          gof_Ethi gon gon_Telu got_Goth grt grt_Beng guk guk_Ethi hoc hoc_Wara ike ike_Cans \
          iku_Cans iu_Cans jun jun_Orya ka ka_Geor kat kat_Geor kau_Arab knc_Arab kok_Deva kqy \
          kqy_Ethi kr_Arab kru kru_Deva ksw ksw_Mymr ktb ktb_Ethi kxc kxc_Ethi kyu kyu_Kali \
          kyu_Mymr lad_Hebr lah lah_Arab lif lif_Limb lis lis_Lisu mdy mdy_Ethi min_Arab mni \
          mni_Beng mni_Mtei mnw mnw_Mymr ms_Arab msa_Arab my my_Mymr mya mya_Mymr nqo nqo_Nkoo \
          nwx nwx_Deva oj_Cans ojb_Cans oji_Cans ota ota_Arab raj raj_Deva rmn_Grek rom_Grek sat \
          sat_Olck shn shn_Mymr sjo sjo_Mong sus_Arab syc syc_Syrc syr syr_Syrc taq taq_Tfng \
          tk_Arab tmh tmh_Tfng ttq ttq_Tfng tuk_Arab tzm tzm_Tfng wal_Ethi xmf xmf_Geor ydd \
          ydd_Hebr yi yi_Hebr yid yid_Hebr zgh zgh_Tfng zho zho_Latn zsm_Arab"""
              .split(" "));

  private SentencesByMarks() {}

  static boolean is(String label) {
    return LABELS.contains(label);
  }
}
