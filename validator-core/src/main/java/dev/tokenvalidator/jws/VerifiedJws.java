package dev.tokenvalidator.jws;

/** A JWS whose signature is proven: only {@link VerificationKey#verify} can make one. */
public final class VerifiedJws {

  private final byte[] payload;

  VerifiedJws(byte[] payload) {
    this.payload = payload;
  }

  /** The bytes that were signed. */
  public byte[] payload() {
    return payload.clone();
  }
}
