// oidc-provider with its defaults, one client, and one API that the client can name as resource.
const { default: Provider, errors } = await import(process.env.LIBRARY);
const issuer = `http://127.0.0.1:${process.env.PORT}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: 'warehouse',
    client_secret: 'warehouse-secret',
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  }],
  features: {
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo(ctx, resource) {
        if (resource !== 'https://shopping.api') throw new errors.InvalidTarget();
        return { scope: 'read:products', accessTokenFormat: 'jwt' };
      },
    },
  },
});
provider.listen(Number(process.env.PORT), '127.0.0.1');
