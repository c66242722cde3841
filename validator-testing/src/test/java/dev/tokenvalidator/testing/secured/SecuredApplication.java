package dev.tokenvalidator.testing.secured;

import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class SecuredApplication {}
