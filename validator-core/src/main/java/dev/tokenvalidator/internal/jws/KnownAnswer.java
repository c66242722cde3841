package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A signature that is known to be good, one for each algorithm. A JCA provider must verify it
 * before we use the provider. The private keys were discarded after signing.
 *
 * @param key the signer's public key, as a SubjectPublicKeyInfo in base64url
 * @param otherKey another key of the same kind
 * @param signature of {@link #message}, in base64url
 */
record KnownAnswer(String key, String otherKey, String signature) {

  private static final String P256 =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAELMae0tzCZ4VeCN7EBdkFML9kZQKY_6_Mag-r"
          + "U3JRoGRXFwep5m_j8nrHWXEN3HcQQVTxLAPCsPr5S8OglVW2ww";

  private static final String P256_OTHER =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEwAuF4-kPDUpiJVDJl-dBy--fsGyY1zPtMe6I"
          + "qGGkru12Rlt6zR238EDzKl6ZgxFkye3_7ugQuPoPQ1VOmXHNOA";

  private static final String P384 =
      "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE-9Zvd5Bt-SMkXamaxUPX5Rymb8byXkozHJuRZ8gc"
          + "gLcTrvBPHmGBB-F_GU0Exhw1qClIoroedqUW95meI82cWeWt6U7f-iq8cQqiXOlAf_i_6qLt"
          + "Qi6iBaVeQcfjxXBW";

  private static final String P384_OTHER =
      "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAElb1Cm8N-whgh85Sq4UwtYo6nO2Vc9XDwr__QVaJB"
          + "9MSqgXSN-RMoMYFB97_nM1uCoAEIk7y0-9tRLcHaa0QPzUyPHgx_d65BuV5cB4s39bJiuoLz"
          + "6u5GbHW1yS5eb60c";

  private static final String P521 =
      "MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBlwp515QtIEKJdKk64vtGoKLW6qZ2HOtXKLNt"
          + "Te_tqC4UjO_kHtY7fHpBprLCeRSd0_d7t0KHbJPViSbcQKx3LUQBfxBmd7KDALhusKsmGhmB"
          + "LqdMTkOQv9lwc3fvSRHs0OOEJqHsYqL_HtW9IxS8ONv8MZAUQZdjN90-iAm0WBw5nXI";

  private static final String P521_OTHER =
      "MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBfqbl4LAQp2pQ7-PatUH0s1NNRurjeUxQ8Hon"
          + "dGy3uSygcOjtXNOi05nS1BDHeFVPFzOCfrpehWY9ksGJRUUInRQA4spd_lXHnWWAMkMz7Wme"
          + "Y9KsABK_swGjIwz9ynTQYV_zPugdHy8NWz1P6ycCrEwPznyLak3wAi2dP8i5ukq9Ylo";

  private static final String RSA =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnsqqVb9aygr9T3nnaOBl26Lsih3W"
          + "znClagKAZKAeXauvIzHHSSPA3MFz1iEvLZ--4664ElC39K8wuxAmuhcK5cFm5eZgd9Nk8itV"
          + "DF2B-GQRbHjw6DvgSQJKRLyvwK9s7B7WqZJdaVv4qenP6RR7V7W7MCqYw7tnXTmL6E3vlF7K"
          + "-BD6Cg4uUc9OOUBVV-SxC_SJVksFDZRNoTjCbGo4PZSQanbOdY08PpDcJxWGCuRQB5eZO8og"
          + "2olsviQb2oplBQR3rof3jq-XmaDQ9H9lWWKARGnhYiXf_nD3YPI88_WJ7ICQrI815srmx0jD"
          + "k5zBHMxKuWVdLHAmC-Tp2xzl8QIDAQAB";

  private static final String RSA_OTHER =
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArCuExgajs47o_3Oc4kIuviFUc-Hc"
          + "XJJX_LYrwVox5IrPT8t0qF4UX9K2Syg29VHkY59kT3HCRDt7OP9BqM7spLD_7jo2wnhxtVJu"
          + "nkAgxWp_OIsZPQpdwSKUwBc029VKmoSWZRkauESNW0AICxFZueThGZPEIIvo2bWldH13N9bS"
          + "PMNk7ZnTQD8qzfOYgCt7Tu7mnwL-o7HPg3XsqMUsI-qZlI3ptoNgxUYGti0BFpcveVn0QX42"
          + "VCG1d3BD4ynJek57N42Oph-fdtEbnqa-53XM9gHfX2qzAUa7soWe4TcDuTFL6ZUI4D5aQTLt"
          + "oTxkj3_3tOlmyoYuJkt3ZM8NbQIDAQAB";

  private static final String ED25519 =
      "MCowBQYDK2VwAyEAARVFOOLiYMXRM_72mTuuIFCqNBO5huwrmwE8RnRmvpI";

  private static final String ED25519_OTHER =
      "MCowBQYDK2VwAyEA5Z6ulRvvt9w4wOVy0OFY6TPSKMUfaH3Dl4-maIorNoU";

  static KnownAnswer of(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 ->
          new KnownAnswer(
              P256,
              P256_OTHER,
              "rWn_g6A2M1kcl-gOu9WxVA_zFnuYSGXt9-H7icWO4b4hR7V1uABLm0oqw_AFJP5lD2kBJ9JH"
                  + "zf4q8WtX7AYKWg");
      case ES384 ->
          new KnownAnswer(
              P384,
              P384_OTHER,
              "gZMZgw0e7P1blGA3s_PSpp3wbq7lEfh3cT8T2bdaZS1nNWNCEG6TD9xpku_DucLzhyM06G03"
                  + "eU6ufclT6oRp8W0uB3Gv4fMPf_gg8nBlqyd4BfKspeVrZgm2T-wkX7io");
      case ES512 ->
          new KnownAnswer(
              P521,
              P521_OTHER,
              "AAAZhhQHXrhvYdyqDYqA3rmJ75PBEuIzinyCvkSS0JFHrOMMl2o7FPdVUXuEG-FtGQ85XsK3"
                  + "YPKQWV828esGQOjXAeeVyTC4grC-VQQE5Tt3V1aT3wbJk9kLg2klPTN1WkuFhBAxajLrPCiq"
                  + "F5Jm6XkPZvTdW1CbWWeIqjMdKoPzWu46");
      case RS256 ->
          new KnownAnswer(
              RSA,
              RSA_OTHER,
              "Ra2COptltY7ZvJfAr49cJ7f5oK2JHmjl79VXT3-ikCfpWfs6H7bcNSk9wQQMsXyzBTvhuzqn"
                  + "kRTifUfO7-uGk63bUCA-daSbau7sokgXUnohCAtNK8kzzanoyDb0CD89E6FHyGr8PYt4pKbO"
                  + "2AYs27xLWBve7zCFEZjIl3X8Cd6_CjvUsiavVPYzUaUR6kwxbHicFAW3YhuY0efyRHB2jkh5"
                  + "uhtdEwv3Mk9sx5fh1fQ_G95V94FveFXgYxzTntpLnfyLUxOwjoJvCRr5kw08Ptchd6O66fk9"
                  + "OgErVbmRWIMMGmeKZCzbSqiI9ZmkZftsi-X5u5QJWAUb-83xRvbaCQ");
      case RS384 ->
          new KnownAnswer(
              RSA,
              RSA_OTHER,
              "kUmM8vnCMNY0I6TW_Aezdc32bKMt1geMBHnRMACnrfxbw8necfIvKcZdHyuSPaqm0bL05nb0"
                  + "3Nh_V_GmlrlFea3YUvFW_2zqCGtvdHvBuzHCGexuBhlfeiEjSFKmToFmt13fGdjJA0g-WCz0"
                  + "cLhzMfeYyE6yKIOh_pC11EQnUXDJL8Rd5w-J5AVDcu8rjq-Cbby1HFPCBc7-In1I8H7yvMHp"
                  + "xz1BnGh1Vi1P8_AD9qaoFZp4qgo97PxQk5F8wBOgliXzUTthySGOj1b7rhlhP5az8n_ef8k-"
                  + "5dN4-YDmrX8FAwVADHzv_cZED8QIJnpnFzB_OMF8ZsB9V6uR4gYAKQ");
      case RS512 ->
          new KnownAnswer(
              RSA,
              RSA_OTHER,
              "VnUgvp9OizfTUtLNeEX7yZBAjdzkExwjfeAmu9TBy5G9M6Dj3AUgGeuawKfJ5At3oXaO5NEd"
                  + "TOzXGemR6_cqLyPQHYxS08m7vxGKfyV-SvnrkCB4cvEiUu2qy4yTi_WyrqwObOWqtGBWhwza"
                  + "5fY1e1I6VvpX30_lbJiHet0zJh5Yh6YHujOUu-u8KSUH9X4DK3yvlUfK7fW6vw0nZs4-93Nf"
                  + "g4oDNVc34oC7O9-Q0eiLlw8vaDX4T80CDwnJerF_1Lvmz_UHOM-zF2_7u3NEx1djrHIZcEVg"
                  + "PKrMdqXjT_YX0TjLqRAJCFCUq9VtOrtzubD1t8XAzCQvEzArfsZS8A");
      case PS256 ->
          new KnownAnswer(
              RSA,
              RSA_OTHER,
              "E-0rNLLAs73cuT_cmJGODecsQomXZvQhMlt6I467Ft-dDdtnhg1MRZQ8uiOY4VtVidtYYiga"
                  + "fdFelPchu6dGcH2S4vB2W_DkOtcErgsEX80z9oZFPr6GsVNJjrLELvXsh2V2djGlpjEp2voS"
                  + "WX1xcZmK1ZRUVAy7FakTjSe8eLAZKh62nVzdPE1mc1pi01yU_dGg3Yz2XuT6eZ5MFcJyNAbZ"
                  + "Lat6bdfRDBqoHhNAz2-Zb0Pap28ErTs7O2hfDd3cQnHMpaY-SpP4C2Ogp5muw-XEDnOrHhhk"
                  + "AfhxP0UxUaR9Q_5NiEMtYzrGQC1PJBvwy2yYT1V2KQsTrQFAKICmhA");
      case PS384 ->
          new KnownAnswer(
              RSA,
              RSA_OTHER,
              "FZRPUeeg6xEuInoCWl89X_sxhEaZtHourg3F3NyCrchGMTU7BAOTkGVW-uF6CS_Lbvjia3_j"
                  + "2-P2KO29QFu_pkPGdku8ABnafDhm-zAxlG2kPYphk1aaQhSsqYh7coJPZQjaDLTqGa-sx9sK"
                  + "oiAYg9VGbnb-bnSsEJnhZrS3oW1W8LWCCQaUkCJAuOyB6Kj31J1_MXnyfcrPLoyL2xwhW37K"
                  + "IrgT8M2LD2mo2M6Ga4tLs8Czk1cM7ZgJn7uoyU8xGiq2M6V9DpDUqopuhwlVghus2BPq1KbB"
                  + "maKOd9aWLDkqkGSdNILeUcBrz4irFnoJ40y6Zdh_ZJXJHOQGZExREg");
      case PS512 ->
          new KnownAnswer(
              RSA,
              RSA_OTHER,
              "AoiqEUO2nc5bbaFIWatiOYc9ClDCJKr13q6Ym64Fvl4gJMpWG-Pqgwi24O7RsdfkPCKS4qSy"
                  + "s1_b7vj4uCTvvokVM1SPbatSH3-w-p3X2po1bFZ-8GUoxJOCIoZ6YJ5H_lZFY_LmtsXs8neo"
                  + "vR5feeq1GGDd8Ht6HYysLXK02w9F56wyb5C0G1PN_36SKjt11wvXO7kVeWotrq9I8dzRTu6-"
                  + "3MbqHuaK-v7hLF7TPd11ChMGLxzfSKvajXu-ypT9GFKQpk17q2dJby3lWqxmQ8uaz3felImy"
                  + "Zv8Rt16TA1sQY3LpK81Q-W1RZmQgNEDIFjc9Nnrn8lHsQhPuoQeQRg");
      case ED25519 ->
          new KnownAnswer(
              ED25519,
              ED25519_OTHER,
              "yJv3GQcfsDNZ_66V0dy4JsLXAVi0ozn-V1pLy2B8cHOGHGTuR7qUmmZ0i4RFSwdM7ZEE_52R"
                  + "gwXEXfh538sgAQ");
    };
  }

  static ByteBuffer message() {
    return ByteBuffer.wrap("known answer".getBytes(StandardCharsets.US_ASCII));
  }

  byte[] signatureBytes() {
    return Base64.getUrlDecoder().decode(signature);
  }

  static PublicKey publicKey(SignatureAlgorithm algorithm, String encoded)
      throws GeneralSecurityException {
    return KeyFactory.getInstance(SignatureScheme.of(algorithm).keyType())
        .generatePublic(new X509EncodedKeySpec(Base64.getUrlDecoder().decode(encoded)));
  }
}
