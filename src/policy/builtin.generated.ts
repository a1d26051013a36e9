/** Texts of the shipped policies; made from the folders of `policies/` by `npm run generate`, not edited by hand. */
import type { Kind } from '../model/network.ts'

export const builtinTexts: readonly { readonly id: string; readonly for: Kind; readonly path: string; readonly text: string; readonly packed: string }[] = [
  {
    id: 'api-management',
    for: 'api-management',
    path: 'policies/api-management/policy.yaml',
    text: `# yaml-language-server: $schema=../../schema/policy.schema.json
policy: api-management
title: API Management in a virtual network
about: https://learn.microsoft.com/azure/api-management/virtual-network-reference

for: api-management
where: mode in ["external", "internal"] && tier in ["developer", "premium", "standardv2", "premiumv2"]

settings:
  clients:
    about: who may call the gateway of an external service, as prefixes or service tags

rules:
  # Developer and Premium: one table since the stv2 platform, as of 2025-06-17.
  - id: nsg
    kind: nsg-matrix
    severity: error
    at: subnet
    when: tier in ["developer", "premium"]
    why: the platform's load balancer denies what no security rule allows
    nsg: required
    flows:
      - id: management
        why: portal, PowerShell and deployments reach the management endpoint
        direction: inbound
        from: ApiManagement
        to: subnet
        protocol: tcp
        ports: [3443]
        expect: allow
      - id: clients
        why: clients of an external service call the gateway from Internet
        when: mode == "external"
        direction: inbound
        from: \${clients}
        to: subnet
        protocol: tcp
        ports: [443]
        expect: allow
        unset: { from: Internet, expect: some }
      - id: load-balancer
        why: the infrastructure load balancer probes each unit; Developer has a single one and does without
        when: tier == "premium"
        direction: inbound
        from: AzureLoadBalancer
        to: subnet
        protocol: tcp
        ports: [6390]
        expect: allow
      - id: traffic-manager
        why: Traffic Manager routes clients between the regions of a service
        when: mode == "external" && locations > 1
        direction: inbound
        from: AzureTrafficManager
        to: subnet
        protocol: tcp
        ports: [443]
        expect: allow
      - id: storage
        why: the service keeps its state in Azure Storage
        direction: outbound
        from: subnet
        to: Storage@region
        protocol: tcp
        ports: [443]
        expect: allow
      - id: sql
        why: the service keeps its configuration in Azure SQL
        direction: outbound
        from: subnet
        to: Sql@region
        protocol: tcp
        ports: [1433]
        expect: allow
      - id: key-vault
        why: the service reads secrets and certificates from Key Vault
        direction: outbound
        from: subnet
        to: AzureKeyVault
        protocol: tcp
        ports: [443]
        expect: allow
      - id: monitor
        why: metrics, resource health and diagnostics go to Azure Monitor
        direction: outbound
        from: subnet
        to: AzureMonitor
        protocol: tcp
        ports: [443, 1886]
        expect: allow
      - id: certificates
        why: certificates are validated, and Microsoft-managed ones renewed, over plain HTTP
        direction: outbound
        from: subnet
        to: Internet
        protocol: tcp
        ports: [80]
        expect: allow
      - id: internet-clients
        why: an internal service is called from the virtual network, not from Internet
        when: mode == "internal"
        severity: warning
        direction: inbound
        from: Internet
        to: subnet
        protocol: tcp
        ports: [80, 443]
        expect: deny
      # Needed by some features only: told as notes where they cannot pass.
      - id: machine-health
        why: health of each machine is watched where the load balancer can ask for it
        when: tier == "premium"
        severity: note
        direction: inbound
        from: AzureLoadBalancer
        to: subnet
        protocol: tcp
        ports: [6391]
        expect: allow
      - id: entra
        why: sign-in, Microsoft Graph and Key Vault with Microsoft Entra ID
        severity: note
        direction: outbound
        from: subnet
        to: AzureActiveDirectory
        protocol: tcp
        ports: [443]
        expect: allow
      - id: connectors
        why: managed connections of the credential manager
        severity: note
        direction: outbound
        from: subnet
        to: AzureConnectors
        protocol: tcp
        ports: [443]
        expect: allow
      - id: event-hubs
        why: the policy \`log-to-eventhub\`, and Azure Monitor
        severity: note
        direction: outbound
        from: subnet
        to: EventHub@region
        protocol: tcp
        ports: [443, 5671-5672]
        expect: allow
      - id: external-cache
        why: an external Redis cache in the virtual network
        severity: note
        direction: outbound
        from: subnet
        to: vnet
        protocol: tcp
        ports: [6380]
        expect: allow
      - id: internal-cache-in
        why: the internal cache, shared between units
        severity: note
        direction: inbound
        from: subnet
        to: subnet
        protocol: tcp
        ports: [6381-6383]
        expect: allow
      - id: internal-cache-out
        why: the internal cache, shared between units
        severity: note
        direction: outbound
        from: subnet
        to: subnet
        protocol: tcp
        ports: [6381-6383]
        expect: allow
      - id: rate-limits-in
        why: counters of rate limits, kept equal between units
        severity: note
        direction: inbound
        from: subnet
        to: subnet
        protocol: udp
        ports: [4290]
        expect: allow
      - id: rate-limits-out
        why: counters of rate limits, kept equal between units
        severity: note
        direction: outbound
        from: subnet
        to: subnet
        protocol: udp
        ports: [4290]
        expect: allow
    leftovers:
      - id: old-azure-cloud
        why: the row for \`AzureCloud\` is gone since the stv2 platform
        direction: outbound
        tag: AzureCloud
        protocol: tcp
        ports: [443, 12000]
      - id: old-storage-files
        why: the Git repository of a service, kept in Azure Files, no longer exists
        direction: outbound
        tag: Storage
        protocol: tcp
        ports: [445]
      - id: old-smtp
        why: no table asks for SMTP since 2023
        direction: outbound
        tag: Internet
        protocol: tcp
        ports: [25, 587, 25028]
      - id: old-redis-in
        why: what older tables required is optional now, for the internal cache alone
        direction: inbound
        tag: VirtualNetwork
        protocol: tcp
        ports: [6381-6383]
      - id: old-redis-out
        why: what older tables required is optional now, for the internal cache alone
        direction: outbound
        tag: VirtualNetwork
        protocol: tcp
        ports: [6381-6383]
      - id: old-load-balancer
        why: every port was asked for on the stv1 platform, 6390 is enough now
        direction: inbound
        tag: AzureLoadBalancer

  # Premium v2 inside a virtual network: reached at a private address.
  - id: v2-injection
    kind: nsg-matrix
    severity: error
    at: subnet
    when: tier == "premiumv2" && mode == "internal"
    why: a subnet for injection needs a network security group that lets the service reach Azure Storage
    nsg: required
    flows:
      - id: storage
        why: the service keeps its state in Azure Storage
        direction: outbound
        from: subnet
        to: Storage@region
        protocol: tcp
        ports: [443]
        expect: allow

  # Standard v2 and Premium v2 that only reach out through a virtual network: no rules are asked for.
  - id: v2-integration
    kind: nsg-matrix
    severity: error
    at: subnet
    when: tier in ["standardv2", "premiumv2"] && mode == "external"
    why: a subnet for integration needs a network security group
    nsg: required
`,
    packed: `[64,7848,0,[["policy",64,70,[72,86,"api-management"]],["title",87,92,[94,129,"API Management in a virtual network"]],["about",130,135,[137,211,"https://learn.microsoft.com/azure/api-management/virtual-network-reference"]],["for",213,216,[218,232,"api-management"]],["where",233,238,[240,335,"mode in [\\"external\\", \\"internal\\"] && tier in [\\"developer\\", \\"premium\\", \\"standardv2\\", \\"premiumv2\\"]"]],["settings",337,345,[349,446,0,[["clients",349,356,[362,446,0,[["about",362,367,[369,445,"who may call the gateway of an external service, as prefixes or service tags"]]]]]]]],["rules",447,452,[536,7848,[[538,6961,0,[["id",538,540,[542,545,"nsg"]],["kind",550,554,[556,566,"nsg-matrix"]],["severity",571,579,[581,586,"error"]],["at",591,593,[595,601,"subnet"]],["when",606,610,[612,644,"tier in [\\"developer\\", \\"premium\\"]"]],["why",649,652,[654,718,"the platform's load balancer denies what no security rule allows"]],["nsg",723,726,[728,736,"required"]],["flows",741,746,[754,5769,[[756,989,0,[["id",756,758,[760,770,"management"]],["why",779,782,[784,848,"portal, PowerShell and deployments reach the management endpoint"]],["direction",857,866,[868,875,"inbound"]],["from",884,888,[890,903,"ApiManagement"]],["to",912,914,[916,922,"subnet"]],["protocol",931,939,[941,944,"tcp"]],["ports",953,958,[960,966,[[961,965,3443]]]],["expect",975,981,[983,988,"allow"]]]],[997,1301,0,[["id",997,999,[1001,1008,"clients"]],["why",1017,1020,[1022,1083,"clients of an external service call the gateway from Internet"]],["when",1092,1096,[1098,1116,"mode == \\"external\\""]],["direction",1125,1134,[1136,1143,"inbound"]],["from",1152,1156,[1158,1168,"\${clients}"]],["to",1177,1179,[1181,1187,"subnet"]],["protocol",1196,1204,[1206,1209,"tcp"]],["ports",1218,1223,[1225,1230,[[1226,1229,443]]]],["expect",1239,1245,[1247,1252,"allow"]],["unset",1261,1266,[1268,1300,0,[["from",1270,1274,[1276,1284,"Internet"]],["expect",1286,1292,[1294,1298,"some"]]]]]]],[1309,1611,0,[["id",1309,1311,[1313,1326,"load-balancer"]],["why",1335,1338,[1340,1434,"the infrastructure load balancer probes each unit; Developer has a single one and does without"]],["when",1443,1447,[1449,1466,"tier == \\"premium\\""]],["direction",1475,1484,[1486,1493,"inbound"]],["from",1502,1506,[1508,1525,"AzureLoadBalancer"]],["to",1534,1536,[1538,1544,"subnet"]],["protocol",1553,1561,[1563,1566,"tcp"]],["ports",1575,1580,[1582,1588,[[1583,1587,6390]]]],["expect",1597,1603,[1605,1610,"allow"]]]],[1619,1911,0,[["id",1619,1621,[1623,1638,"traffic-manager"]],["why",1647,1650,[1652,1715,"Traffic Manager routes clients between the regions of a service"]],["when",1724,1728,[1730,1765,"mode == \\"external\\" && locations > 1"]],["direction",1774,1783,[1785,1792,"inbound"]],["from",1801,1805,[1807,1826,"AzureTrafficManager"]],["to",1835,1837,[1839,1845,"subnet"]],["protocol",1854,1862,[1864,1867,"tcp"]],["ports",1876,1881,[1883,1888,[[1884,1887,443]]]],["expect",1897,1903,[1905,1910,"allow"]]]],[1919,2130,0,[["id",1919,1921,[1923,1930,"storage"]],["why",1939,1942,[1944,1988,"the service keeps its state in Azure Storage"]],["direction",1997,2006,[2008,2016,"outbound"]],["from",2025,2029,[2031,2037,"subnet"]],["to",2046,2048,[2050,2064,"Storage@region"]],["protocol",2073,2081,[2083,2086,"tcp"]],["ports",2095,2100,[2102,2107,[[2103,2106,443]]]],["expect",2116,2122,[2124,2129,"allow"]]]],[2138,2346,0,[["id",2138,2140,[2142,2145,"sql"]],["why",2154,2157,[2159,2207,"the service keeps its configuration in Azure SQL"]],["direction",2216,2225,[2227,2235,"outbound"]],["from",2244,2248,[2250,2256,"subnet"]],["to",2265,2267,[2269,2279,"Sql@region"]],["protocol",2288,2296,[2298,2301,"tcp"]],["ports",2310,2315,[2317,2323,[[2318,2322,1433]]]],["expect",2332,2338,[2340,2345,"allow"]]]],[2354,2579,0,[["id",2354,2356,[2358,2367,"key-vault"]],["why",2376,2379,[2381,2438,"the service reads secrets and certificates from Key Vault"]],["direction",2447,2456,[2458,2466,"outbound"]],["from",2475,2479,[2481,2487,"subnet"]],["to",2496,2498,[2500,2513,"AzureKeyVault"]],["protocol",2522,2530,[2532,2535,"tcp"]],["ports",2544,2549,[2551,2556,[[2552,2555,443]]]],["expect",2565,2571,[2573,2578,"allow"]]]],[2587,2818,0,[["id",2587,2589,[2591,2598,"monitor"]],["why",2607,2610,[2612,2672,"metrics, resource health and diagnostics go to Azure Monitor"]],["direction",2681,2690,[2692,2700,"outbound"]],["from",2709,2713,[2715,2721,"subnet"]],["to",2730,2732,[2734,2746,"AzureMonitor"]],["protocol",2755,2763,[2765,2768,"tcp"]],["ports",2777,2782,[2784,2795,[[2785,2788,443],[2790,2794,1886]]]],["expect",2804,2810,[2812,2817,"allow"]]]],[2826,3070,0,[["id",2826,2828,[2830,2842,"certificates"]],["why",2851,2854,[2856,2935,"certificates are validated, and Microsoft-managed ones renewed, over plain HTTP"]],["direction",2944,2953,[2955,2963,"outbound"]],["from",2972,2976,[2978,2984,"subnet"]],["to",2993,2995,[2997,3005,"Internet"]],["protocol",3014,3022,[3024,3027,"tcp"]],["ports",3036,3041,[3043,3047,[[3044,3046,80]]]],["expect",3056,3062,[3064,3069,"allow"]]]],[3078,3382,0,[["id",3078,3080,[3082,3098,"internet-clients"]],["why",3107,3110,[3112,3185,"an internal service is called from the virtual network, not from Internet"]],["when",3194,3198,[3200,3218,"mode == \\"internal\\""]],["severity",3227,3235,[3237,3244,"warning"]],["direction",3253,3262,[3264,3271,"inbound"]],["from",3280,3284,[3286,3294,"Internet"]],["to",3303,3305,[3307,3313,"subnet"]],["protocol",3322,3330,[3332,3335,"tcp"]],["ports",3344,3349,[3351,3360,[[3352,3354,80],[3356,3359,443]]]],["expect",3369,3375,[3377,3381,"deny"]]]],[3466,3770,0,[["id",3466,3468,[3470,3484,"machine-health"]],["why",3493,3496,[3498,3570,"health of each machine is watched where the load balancer can ask for it"]],["when",3579,3583,[3585,3602,"tier == \\"premium\\""]],["severity",3611,3619,[3621,3625,"note"]],["direction",3634,3643,[3645,3652,"inbound"]],["from",3661,3665,[3667,3684,"AzureLoadBalancer"]],["to",3693,3695,[3697,3703,"subnet"]],["protocol",3712,3720,[3722,3725,"tcp"]],["ports",3734,3739,[3741,3747,[[3742,3746,6391]]]],["expect",3756,3762,[3764,3769,"allow"]]]],[3778,4034,0,[["id",3778,3780,[3782,3787,"entra"]],["why",3796,3799,[3801,3863,"sign-in, Microsoft Graph and Key Vault with Microsoft Entra ID"]],["severity",3872,3880,[3882,3886,"note"]],["direction",3895,3904,[3906,3914,"outbound"]],["from",3923,3927,[3929,3935,"subnet"]],["to",3944,3946,[3948,3968,"AzureActiveDirectory"]],["protocol",3977,3985,[3987,3990,"tcp"]],["ports",3999,4004,[4006,4011,[[4007,4010,443]]]],["expect",4020,4026,[4028,4033,"allow"]]]],[4042,4281,0,[["id",4042,4044,[4046,4056,"connectors"]],["why",4065,4068,[4070,4115,"managed connections of the credential manager"]],["severity",4124,4132,[4134,4138,"note"]],["direction",4147,4156,[4158,4166,"outbound"]],["from",4175,4179,[4181,4187,"subnet"]],["to",4196,4198,[4200,4215,"AzureConnectors"]],["protocol",4224,4232,[4234,4237,"tcp"]],["ports",4246,4251,[4253,4258,[[4254,4257,443]]]],["expect",4267,4273,[4275,4280,"allow"]]]],[4289,4541,0,[["id",4289,4291,[4293,4303,"event-hubs"]],["why",4312,4315,[4317,4364,"the policy \`log-to-eventhub\`, and Azure Monitor"]],["severity",4373,4381,[4383,4387,"note"]],["direction",4396,4405,[4407,4415,"outbound"]],["from",4424,4428,[4430,4436,"subnet"]],["to",4445,4447,[4449,4464,"EventHub@region"]],["protocol",4473,4481,[4483,4486,"tcp"]],["ports",4495,4500,[4502,4518,[[4503,4506,443],[4508,4517,"5671-5672"]]]],["expect",4527,4533,[4535,4540,"allow"]]]],[4549,4783,0,[["id",4549,4551,[4553,4567,"external-cache"]],["why",4576,4579,[4581,4627,"an external Redis cache in the virtual network"]],["severity",4636,4644,[4646,4650,"note"]],["direction",4659,4668,[4670,4678,"outbound"]],["from",4687,4691,[4693,4699,"subnet"]],["to",4708,4710,[4712,4716,"vnet"]],["protocol",4725,4733,[4735,4738,"tcp"]],["ports",4747,4752,[4754,4760,[[4755,4759,6380]]]],["expect",4769,4775,[4777,4782,"allow"]]]],[4791,5028,0,[["id",4791,4793,[4795,4812,"internal-cache-in"]],["why",4821,4824,[4826,4866,"the internal cache, shared between units"]],["severity",4875,4883,[4885,4889,"note"]],["direction",4898,4907,[4909,4916,"inbound"]],["from",4925,4929,[4931,4937,"subnet"]],["to",4946,4948,[4950,4956,"subnet"]],["protocol",4965,4973,[4975,4978,"tcp"]],["ports",4987,4992,[4994,5005,[[4995,5004,"6381-6383"]]]],["expect",5014,5020,[5022,5027,"allow"]]]],[5036,5275,0,[["id",5036,5038,[5040,5058,"internal-cache-out"]],["why",5067,5070,[5072,5112,"the internal cache, shared between units"]],["severity",5121,5129,[5131,5135,"note"]],["direction",5144,5153,[5155,5163,"outbound"]],["from",5172,5176,[5178,5184,"subnet"]],["to",5193,5195,[5197,5203,"subnet"]],["protocol",5212,5220,[5222,5225,"tcp"]],["ports",5234,5239,[5241,5252,[[5242,5251,"6381-6383"]]]],["expect",5261,5267,[5269,5274,"allow"]]]],[5283,5521,0,[["id",5283,5285,[5287,5301,"rate-limits-in"]],["why",5310,5313,[5315,5364,"counters of rate limits, kept equal between units"]],["severity",5373,5381,[5383,5387,"note"]],["direction",5396,5405,[5407,5414,"inbound"]],["from",5423,5427,[5429,5435,"subnet"]],["to",5444,5446,[5448,5454,"subnet"]],["protocol",5463,5471,[5473,5476,"udp"]],["ports",5485,5490,[5492,5498,[[5493,5497,4290]]]],["expect",5507,5513,[5515,5520,"allow"]]]],[5529,5769,0,[["id",5529,5531,[5533,5548,"rate-limits-out"]],["why",5557,5560,[5562,5611,"counters of rate limits, kept equal between units"]],["severity",5620,5628,[5630,5634,"note"]],["direction",5643,5652,[5654,5662,"outbound"]],["from",5671,5675,[5677,5683,"subnet"]],["to",5692,5694,[5696,5702,"subnet"]],["protocol",5711,5719,[5721,5724,"udp"]],["ports",5733,5738,[5740,5746,[[5741,5745,4290]]]],["expect",5755,5761,[5763,5768,"allow"]]]]]]],["leftovers",5773,5782,[5790,6961,[[5792,5984,0,[["id",5792,5794,[5796,5811,"old-azure-cloud"]],["why",5820,5823,[5825,5881,"the row for \`AzureCloud\` is gone since the stv2 platform"]],["direction",5890,5899,[5901,5909,"outbound"]],["tag",5918,5921,[5923,5933,"AzureCloud"]],["protocol",5942,5950,[5952,5955,"tcp"]],["ports",5964,5969,[5971,5983,[[5972,5975,443],[5977,5982,12000]]]]]],[5992,6190,0,[["id",5992,5994,[5996,6013,"old-storage-files"]],["why",6022,6025,[6027,6097,"the Git repository of a service, kept in Azure Files, no longer exists"]],["direction",6106,6115,[6117,6125,"outbound"]],["tag",6134,6137,[6139,6146,"Storage"]],["protocol",6155,6163,[6165,6168,"tcp"]],["ports",6177,6182,[6184,6189,[[6185,6188,445]]]]]],[6198,6362,0,[["id",6198,6200,[6202,6210,"old-smtp"]],["why",6219,6222,[6224,6257,"no table asks for SMTP since 2023"]],["direction",6266,6275,[6277,6285,"outbound"]],["tag",6294,6297,[6299,6307,"Internet"]],["protocol",6316,6324,[6326,6329,"tcp"]],["ports",6338,6343,[6345,6361,[[6346,6348,25],[6350,6353,587],[6355,6360,25028]]]]]],[6370,6577,0,[["id",6370,6372,[6374,6386,"old-redis-in"]],["why",6395,6398,[6400,6472,"what older tables required is optional now, for the internal cache alone"]],["direction",6481,6490,[6492,6499,"inbound"]],["tag",6508,6511,[6513,6527,"VirtualNetwork"]],["protocol",6536,6544,[6546,6549,"tcp"]],["ports",6558,6563,[6565,6576,[[6566,6575,"6381-6383"]]]]]],[6585,6794,0,[["id",6585,6587,[6589,6602,"old-redis-out"]],["why",6611,6614,[6616,6688,"what older tables required is optional now, for the internal cache alone"]],["direction",6697,6706,[6708,6716,"outbound"]],["tag",6725,6728,[6730,6744,"VirtualNetwork"]],["protocol",6753,6761,[6763,6766,"tcp"]],["ports",6775,6780,[6782,6793,[[6783,6792,"6381-6383"]]]]]],[6802,6961,0,[["id",6802,6804,[6806,6823,"old-load-balancer"]],["why",6832,6835,[6837,6902,"every port was asked for on the stv1 platform, 6390 is enough now"]],["direction",6911,6920,[6922,6929,"inbound"]],["tag",6938,6941,[6943,6960,"AzureLoadBalancer"]]]]]]]]],[7037,7515,0,[["id",7037,7039,[7041,7053,"v2-injection"]],["kind",7058,7062,[7064,7074,"nsg-matrix"]],["severity",7079,7087,[7089,7094,"error"]],["at",7099,7101,[7103,7109,"subnet"]],["when",7114,7118,[7120,7161,"tier == \\"premiumv2\\" && mode == \\"internal\\""]],["why",7166,7169,[7171,7266,"a subnet for injection needs a network security group that lets the service reach Azure Storage"]],["nsg",7271,7274,[7276,7284,"required"]],["flows",7289,7294,[7302,7515,[[7304,7515,0,[["id",7304,7306,[7308,7315,"storage"]],["why",7324,7327,[7329,7373,"the service keeps its state in Azure Storage"]],["direction",7382,7391,[7393,7401,"outbound"]],["from",7410,7414,[7416,7422,"subnet"]],["to",7431,7433,[7435,7449,"Storage@region"]],["protocol",7458,7466,[7468,7471,"tcp"]],["ports",7480,7485,[7487,7492,[[7488,7491,443]]]],["expect",7501,7507,[7509,7514,"allow"]]]]]]]]],[7622,7848,0,[["id",7622,7624,[7626,7640,"v2-integration"]],["kind",7645,7649,[7651,7661,"nsg-matrix"]],["severity",7666,7674,[7676,7681,"error"]],["at",7686,7688,[7690,7696,"subnet"]],["when",7701,7705,[7707,7764,"tier in [\\"standardv2\\", \\"premiumv2\\"] && mode == \\"external\\""]],["why",7769,7772,[7774,7829,"a subnet for integration needs a network security group"]],["nsg",7834,7837,[7839,7847,"required"]]]]]]]]]`,
  },
  {
    id: 'application-gateway',
    for: 'application-gateway',
    path: 'policies/application-gateway/policy.yaml',
    text: `# yaml-language-server: $schema=../../schema/policy.schema.json
policy: application-gateway
title: Application Gateway behind network security groups
about: https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure

for: application-gateway

settings:
  clients:
    about: who may call the public frontend, as prefixes or service tags
  internal-clients:
    about: who may call the private frontend, as prefixes
  network-isolation:
    about: whether the subscription has the feature \`EnableApplicationGatewayNetworkIsolation\`, which code does not show
    values: ["yes", "no"]

rules:
  - id: nsg
    kind: nsg-matrix
    severity: error
    at: subnet
    flows:
      - id: infrastructure-v2
        why: the gateway's management reports its health, or else the backends' health cannot be retrieved
        when: generation == "v2" && frontend != "private"
        given: { network-isolation: "no" }
        direction: inbound
        from: GatewayManager
        to: subnet
        protocol: tcp
        ports: [65200-65535]
        expect: allow
      - id: infrastructure-v1
        why: the gateway's management reports its health, or else the backends' health cannot be retrieved
        when: generation == "v1"
        direction: inbound
        from: GatewayManager
        to: subnet
        protocol: tcp
        ports: [65503-65534]
        expect: allow
      - id: load-balancer
        why: the load balancer in front of the instances probes them, on ports of its own choice
        direction: inbound
        from: AzureLoadBalancer
        to: subnet
        protocol: any
        expect: allow
      - id: clients
        why: clients call the listeners of the public frontend
        when: frontend != "private" && !sharesPorts
        direction: inbound
        from: \${clients}
        to: subnet
        protocol: tcp
        ports: [subject.publicPorts]
        expect: allow
        unset: { from: Internet, expect: some }
      - id: internal-clients
        why: clients in the virtual network call the listeners of the private frontend
        when: frontend != "public" && !sharesPorts
        direction: inbound
        from: \${internal-clients}
        to: subnet
        protocol: tcp
        ports: [subject.privatePorts]
        expect: allow
        unset: { from: vnet, expect: some }
      - id: internet-v2
        why: an outbound path to Internet cannot be taken from the gateway, the service rejects that
        when: generation == "v2" && frontend != "private"
        given: { network-isolation: "no" }
        direction: outbound
        from: subnet
        to: Internet
        protocol: any
        expect: allow
      - id: internet-v1
        why: an outbound path to Internet cannot be taken from the gateway, the service rejects that
        when: generation == "v1"
        direction: outbound
        from: subnet
        to: Internet
        protocol: any
        expect: allow
      - id: outbound-v2
        why: no rule is to deny outbound traffic of the gateway
        when: generation == "v2" && frontend != "private"
        given: { network-isolation: "no" }
        severity: warning
        direction: outbound
        from: subnet
        to: vnet
        protocol: any
        expect: allow
      - id: outbound-v1
        why: no rule is to deny outbound traffic of the gateway
        when: generation == "v1"
        severity: warning
        direction: outbound
        from: subnet
        to: vnet
        protocol: any
        expect: allow
      - id: rest
        why: without a last rule that denies the rest, the whole virtual network and its peers reach the gateway's instances
        severity: note
        with-nsg: true
        direction: inbound
        from: vnet
        to: subnet
        protocol: any
        expect: deny
        except: [internal-clients]
    leftovers:
      - id: old-internet-v2
        why: the source is \`GatewayManager\` now
        direction: inbound
        tag: Internet
        protocol: tcp
        ports: [65200-65535]
`,
    packed: `[64,4067,0,[["policy",64,70,[72,91,"application-gateway"]],["title",92,97,[99,149,"Application Gateway behind network security groups"]],["about",150,155,[157,239,"https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure"]],["for",241,244,[246,265,"application-gateway"]],["settings",267,275,[279,607,0,[["clients",279,286,[292,361,0,[["about",292,297,[299,360,"who may call the public frontend, as prefixes or service tags"]]]]],["internal-clients",363,379,[385,439,0,[["about",385,390,[392,438,"who may call the private frontend, as prefixes"]]]]],["network-isolation",441,458,[464,607,0,[["about",464,469,[471,580,"whether the subscription has the feature \`EnableApplicationGatewayNetworkIsolation\`, which code does not show"]],["values",585,591,[593,606,[[594,599,"yes"],[601,605,"no"]]]]]]]]]],["rules",608,613,[617,4067,[[619,4067,0,[["id",619,621,[623,626,"nsg"]],["kind",631,635,[637,647,"nsg-matrix"]],["severity",652,660,[662,667,"error"]],["at",672,674,[676,682,"subnet"]],["flows",687,692,[700,3876,[[702,1080,0,[["id",702,704,[706,723,"infrastructure-v2"]],["why",732,735,[737,830,"the gateway's management reports its health, or else the backends' health cannot be retrieved"]],["when",839,843,[845,888,"generation == \\"v2\\" && frontend != \\"private\\""]],["given",897,902,[904,931,0,[["network-isolation",906,923,[925,929,"no"]]]]],["direction",940,949,[951,958,"inbound"]],["from",967,971,[973,987,"GatewayManager"]],["to",996,998,[1000,1006,"subnet"]],["protocol",1015,1023,[1025,1028,"tcp"]],["ports",1037,1042,[1044,1057,[[1045,1056,"65200-65535"]]]],["expect",1066,1072,[1074,1079,"allow"]]]],[1088,1398,0,[["id",1088,1090,[1092,1109,"infrastructure-v1"]],["why",1118,1121,[1123,1216,"the gateway's management reports its health, or else the backends' health cannot be retrieved"]],["when",1225,1229,[1231,1249,"generation == \\"v1\\""]],["direction",1258,1267,[1269,1276,"inbound"]],["from",1285,1289,[1291,1305,"GatewayManager"]],["to",1314,1316,[1318,1324,"subnet"]],["protocol",1333,1341,[1343,1346,"tcp"]],["ports",1355,1360,[1362,1375,[[1363,1374,"65503-65534"]]]],["expect",1384,1390,[1392,1397,"allow"]]]],[1406,1643,0,[["id",1406,1408,[1410,1423,"load-balancer"]],["why",1432,1435,[1437,1520,"the load balancer in front of the instances probes them, on ports of its own choice"]],["direction",1529,1538,[1540,1547,"inbound"]],["from",1556,1560,[1562,1579,"AzureLoadBalancer"]],["to",1588,1590,[1592,1598,"subnet"]],["protocol",1607,1615,[1617,1620,"any"]],["expect",1629,1635,[1637,1642,"allow"]]]],[1651,1978,0,[["id",1651,1653,[1655,1662,"clients"]],["why",1671,1674,[1676,1725,"clients call the listeners of the public frontend"]],["when",1734,1738,[1740,1777,"frontend != \\"private\\" && !sharesPorts"]],["direction",1786,1795,[1797,1804,"inbound"]],["from",1813,1817,[1819,1829,"\${clients}"]],["to",1838,1840,[1842,1848,"subnet"]],["protocol",1857,1865,[1867,1870,"tcp"]],["ports",1879,1884,[1886,1907,[[1887,1906,"subject.publicPorts"]]]],["expect",1916,1922,[1924,1929,"allow"]],["unset",1938,1943,[1945,1977,0,[["from",1947,1951,[1953,1961,"Internet"]],["expect",1963,1969,[1971,1975,"some"]]]]]]],[1986,2351,0,[["id",1986,1988,[1990,2006,"internal-clients"]],["why",2015,2018,[2020,2093,"clients in the virtual network call the listeners of the private frontend"]],["when",2102,2106,[2108,2144,"frontend != \\"public\\" && !sharesPorts"]],["direction",2153,2162,[2164,2171,"inbound"]],["from",2180,2184,[2186,2205,"\${internal-clients}"]],["to",2214,2216,[2218,2224,"subnet"]],["protocol",2233,2241,[2243,2246,"tcp"]],["ports",2255,2260,[2262,2284,[[2263,2283,"subject.privatePorts"]]]],["expect",2293,2299,[2301,2306,"allow"]],["unset",2315,2320,[2322,2350,0,[["from",2324,2328,[2330,2334,"vnet"]],["expect",2336,2342,[2344,2348,"some"]]]]]]],[2359,2691,0,[["id",2359,2361,[2363,2374,"internet-v2"]],["why",2383,2386,[2388,2475,"an outbound path to Internet cannot be taken from the gateway, the service rejects that"]],["when",2484,2488,[2490,2533,"generation == \\"v2\\" && frontend != \\"private\\""]],["given",2542,2547,[2549,2576,0,[["network-isolation",2551,2568,[2570,2574,"no"]]]]],["direction",2585,2594,[2596,2604,"outbound"]],["from",2613,2617,[2619,2625,"subnet"]],["to",2634,2636,[2638,2646,"Internet"]],["protocol",2655,2663,[2665,2668,"any"]],["expect",2677,2683,[2685,2690,"allow"]]]],[2699,2963,0,[["id",2699,2701,[2703,2714,"internet-v1"]],["why",2723,2726,[2728,2815,"an outbound path to Internet cannot be taken from the gateway, the service rejects that"]],["when",2824,2828,[2830,2848,"generation == \\"v1\\""]],["direction",2857,2866,[2868,2876,"outbound"]],["from",2885,2889,[2891,2897,"subnet"]],["to",2906,2908,[2910,2918,"Internet"]],["protocol",2927,2935,[2937,2940,"any"]],["expect",2949,2955,[2957,2962,"allow"]]]],[2971,3288,0,[["id",2971,2973,[2975,2986,"outbound-v2"]],["why",2995,2998,[3000,3050,"no rule is to deny outbound traffic of the gateway"]],["when",3059,3063,[3065,3108,"generation == \\"v2\\" && frontend != \\"private\\""]],["given",3117,3122,[3124,3151,0,[["network-isolation",3126,3143,[3145,3149,"no"]]]]],["severity",3160,3168,[3170,3177,"warning"]],["direction",3186,3195,[3197,3205,"outbound"]],["from",3214,3218,[3220,3226,"subnet"]],["to",3235,3237,[3239,3243,"vnet"]],["protocol",3252,3260,[3262,3265,"any"]],["expect",3274,3280,[3282,3287,"allow"]]]],[3296,3545,0,[["id",3296,3298,[3300,3311,"outbound-v1"]],["why",3320,3323,[3325,3375,"no rule is to deny outbound traffic of the gateway"]],["when",3384,3388,[3390,3408,"generation == \\"v1\\""]],["severity",3417,3425,[3427,3434,"warning"]],["direction",3443,3452,[3454,3462,"outbound"]],["from",3471,3475,[3477,3483,"subnet"]],["to",3492,3494,[3496,3500,"vnet"]],["protocol",3509,3517,[3519,3522,"any"]],["expect",3531,3537,[3539,3544,"allow"]]]],[3553,3876,0,[["id",3553,3555,[3557,3561,"rest"]],["why",3570,3573,[3575,3686,"without a last rule that denies the rest, the whole virtual network and its peers reach the gateway's instances"]],["severity",3695,3703,[3705,3709,"note"]],["with-nsg",3718,3726,[3728,3732,true]],["direction",3741,3750,[3752,3759,"inbound"]],["from",3768,3772,[3774,3778,"vnet"]],["to",3787,3789,[3791,3797,"subnet"]],["protocol",3806,3814,[3816,3819,"any"]],["expect",3828,3834,[3836,3840,"deny"]],["except",3849,3855,[3857,3875,[[3858,3874,"internal-clients"]]]]]]]]],["leftovers",3880,3889,[3897,4067,[[3899,4067,0,[["id",3899,3901,[3903,3918,"old-internet-v2"]],["why",3927,3930,[3932,3966,"the source is \`GatewayManager\` now"]],["direction",3975,3984,[3986,3993,"inbound"]],["tag",4002,4005,[4007,4015,"Internet"]],["protocol",4024,4032,[4034,4037,"tcp"]],["ports",4046,4051,[4053,4066,[[4054,4065,"65200-65535"]]]]]]]]]]]]]]]]`,
  },
  {
    id: 'bastion',
    for: 'bastion-host',
    path: 'policies/bastion/policy.yaml',
    text: `# yaml-language-server: $schema=../../schema/policy.schema.json
policy: bastion
title: Azure Bastion behind a network security group
about: https://learn.microsoft.com/azure/bastion/bastion-nsg

for: bastion-host
# The Developer SKU has no subnet.
where: sku != "developer"

settings:
  clients:
    about: who may open sessions, as prefixes or service tags
  target-ports:
    about: ports of the machines behind it, 22 and 3389 unless sessions use others
    default: [22, 3389]

rules:
  - id: nsg
    kind: nsg-matrix
    severity: error
    at: subnet
    why: a network security group on AzureBastionSubnet needs every row of the table, or Azure rejects it or Bastion is not updated
    flows:
      - id: clients
        why: sessions are opened from the portal or a client, over HTTPS
        when: "!isPrivate"
        direction: inbound
        from: \${clients}
        to: subnet
        protocol: tcp
        ports: [443]
        expect: allow
        unset: { from: Internet, expect: some }
      - id: control-plane
        why: Gateway Manager reaches the control plane
        direction: inbound
        from: GatewayManager
        to: subnet
        protocol: tcp
        ports: [443]
        expect: allow
      - id: data-plane-in
        why: parts of the host speak to one another
        direction: inbound
        from: vnet
        to: subnet
        protocol: tcp
        ports: [5701, 8080]
        expect: allow
      - id: load-balancer
        why: the load balancer probes the host
        direction: inbound
        from: AzureLoadBalancer
        to: subnet
        protocol: tcp
        ports: [443]
        expect: allow
      - id: targets
        why: sessions go on to the machines by their private addresses
        direction: outbound
        from: subnet
        to: vnet
        protocol: tcp
        ports: ["\${target-ports}"]
        expect: allow
      - id: data-plane-out
        why: parts of the host speak to one another
        direction: outbound
        from: subnet
        to: vnet
        protocol: tcp
        ports: [5701, 8080]
        expect: allow
      - id: azure
        why: logs and diagnostics go to public endpoints of Azure
        direction: outbound
        from: subnet
        to: AzureCloud
        protocol: tcp
        ports: [443]
        expect: allow
      - id: internet
        why: sessions, shareable links and the validation of certificates, over plain HTTP
        severity: warning
        direction: outbound
        from: subnet
        to: Internet
        protocol: tcp
        ports: [80]
        expect: allow
      # The table says nothing of the protocol; templates write \`*\`.
      - id: data-plane-in-udp
        why: the table does not say that parts of the host speak tcp only
        severity: note
        direction: inbound
        from: vnet
        to: subnet
        protocol: udp
        ports: [5701, 8080]
        expect: allow
      - id: data-plane-out-udp
        why: the table does not say that parts of the host speak tcp only
        severity: note
        direction: outbound
        from: subnet
        to: vnet
        protocol: udp
        ports: [5701, 8080]
        expect: allow
`,
    packed: `[64,3201,0,[["policy",64,70,[72,79,"bastion"]],["title",80,85,[87,132,"Azure Bastion behind a network security group"]],["about",133,138,[140,193,"https://learn.microsoft.com/azure/bastion/bastion-nsg"]],["for",195,198,[200,212,"bastion-host"]],["where",248,253,[255,273,"sku != \\"developer\\""]],["settings",275,283,[287,481,0,[["clients",287,294,[300,358,0,[["about",300,305,[307,357,"who may open sessions, as prefixes or service tags"]]]]],["target-ports",360,372,[378,481,0,[["about",378,383,[385,456,"ports of the machines behind it, 22 and 3389 unless sessions use others"]],["default",461,468,[470,480,[[471,473,22],[475,479,3389]]]]]]]]]],["rules",482,487,[491,3201,[[493,3201,0,[["id",493,495,[497,500,"nsg"]],["kind",505,509,[511,521,"nsg-matrix"]],["severity",526,534,[536,541,"error"]],["at",546,548,[550,556,"subnet"]],["why",561,564,[566,688,"a network security group on AzureBastionSubnet needs every row of the table, or Azure rejects it or Bastion is not updated"]],["flows",693,698,[706,3201,[[708,1004,0,[["id",708,710,[712,719,"clients"]],["why",728,731,[733,792,"sessions are opened from the portal or a client, over HTTPS"]],["when",801,805,[807,819,"!isPrivate"]],["direction",828,837,[839,846,"inbound"]],["from",855,859,[861,871,"\${clients}"]],["to",880,882,[884,890,"subnet"]],["protocol",899,907,[909,912,"tcp"]],["ports",921,926,[928,933,[[929,932,443]]]],["expect",942,948,[950,955,"allow"]],["unset",964,969,[971,1003,0,[["from",973,977,[979,987,"Internet"]],["expect",989,995,[997,1001,"some"]]]]]]],[1012,1225,0,[["id",1012,1014,[1016,1029,"control-plane"]],["why",1038,1041,[1043,1084,"Gateway Manager reaches the control plane"]],["direction",1093,1102,[1104,1111,"inbound"]],["from",1120,1124,[1126,1140,"GatewayManager"]],["to",1149,1151,[1153,1159,"subnet"]],["protocol",1168,1176,[1178,1181,"tcp"]],["ports",1190,1195,[1197,1202,[[1198,1201,443]]]],["expect",1211,1217,[1219,1224,"allow"]]]],[1233,1440,0,[["id",1233,1235,[1237,1250,"data-plane-in"]],["why",1259,1262,[1264,1302,"parts of the host speak to one another"]],["direction",1311,1320,[1322,1329,"inbound"]],["from",1338,1342,[1344,1348,"vnet"]],["to",1357,1359,[1361,1367,"subnet"]],["protocol",1376,1384,[1386,1389,"tcp"]],["ports",1398,1403,[1405,1417,[[1406,1410,5701],[1412,1416,8080]]]],["expect",1426,1432,[1434,1439,"allow"]]]],[1448,1656,0,[["id",1448,1450,[1452,1465,"load-balancer"]],["why",1474,1477,[1479,1512,"the load balancer probes the host"]],["direction",1521,1530,[1532,1539,"inbound"]],["from",1548,1552,[1554,1571,"AzureLoadBalancer"]],["to",1580,1582,[1584,1590,"subnet"]],["protocol",1599,1607,[1609,1612,"tcp"]],["ports",1621,1626,[1628,1633,[[1629,1632,443]]]],["expect",1642,1648,[1650,1655,"allow"]]]],[1664,1892,0,[["id",1664,1666,[1668,1675,"targets"]],["why",1684,1687,[1689,1746,"sessions go on to the machines by their private addresses"]],["direction",1755,1764,[1766,1774,"outbound"]],["from",1783,1787,[1789,1795,"subnet"]],["to",1804,1806,[1808,1812,"vnet"]],["protocol",1821,1829,[1831,1834,"tcp"]],["ports",1843,1848,[1850,1869,[[1851,1868,"\${target-ports}"]]]],["expect",1878,1884,[1886,1891,"allow"]]]],[1900,2109,0,[["id",1900,1902,[1904,1918,"data-plane-out"]],["why",1927,1930,[1932,1970,"parts of the host speak to one another"]],["direction",1979,1988,[1990,1998,"outbound"]],["from",2007,2011,[2013,2019,"subnet"]],["to",2028,2030,[2032,2036,"vnet"]],["protocol",2045,2053,[2055,2058,"tcp"]],["ports",2067,2072,[2074,2086,[[2075,2079,5701],[2081,2085,8080]]]],["expect",2095,2101,[2103,2108,"allow"]]]],[2117,2330,0,[["id",2117,2119,[2121,2126,"azure"]],["why",2135,2138,[2140,2192,"logs and diagnostics go to public endpoints of Azure"]],["direction",2201,2210,[2212,2220,"outbound"]],["from",2229,2233,[2235,2241,"subnet"]],["to",2250,2252,[2254,2264,"AzureCloud"]],["protocol",2273,2281,[2283,2286,"tcp"]],["ports",2295,2300,[2302,2307,[[2303,2306,443]]]],["expect",2316,2322,[2324,2329,"allow"]]]],[2338,2602,0,[["id",2338,2340,[2342,2350,"internet"]],["why",2359,2362,[2364,2441,"sessions, shareable links and the validation of certificates, over plain HTTP"]],["severity",2450,2458,[2460,2467,"warning"]],["direction",2476,2485,[2487,2495,"outbound"]],["from",2504,2508,[2510,2516,"subnet"]],["to",2525,2527,[2529,2537,"Internet"]],["protocol",2546,2554,[2556,2559,"tcp"]],["ports",2568,2573,[2575,2579,[[2576,2578,80]]]],["expect",2588,2594,[2596,2601,"allow"]]]],[2679,2935,0,[["id",2679,2681,[2683,2700,"data-plane-in-udp"]],["why",2709,2712,[2714,2774,"the table does not say that parts of the host speak tcp only"]],["severity",2783,2791,[2793,2797,"note"]],["direction",2806,2815,[2817,2824,"inbound"]],["from",2833,2837,[2839,2843,"vnet"]],["to",2852,2854,[2856,2862,"subnet"]],["protocol",2871,2879,[2881,2884,"udp"]],["ports",2893,2898,[2900,2912,[[2901,2905,5701],[2907,2911,8080]]]],["expect",2921,2927,[2929,2934,"allow"]]]],[2943,3201,0,[["id",2943,2945,[2947,2965,"data-plane-out-udp"]],["why",2974,2977,[2979,3039,"the table does not say that parts of the host speak tcp only"]],["severity",3048,3056,[3058,3062,"note"]],["direction",3071,3080,[3082,3090,"outbound"]],["from",3099,3103,[3105,3111,"subnet"]],["to",3120,3122,[3124,3128,"vnet"]],["protocol",3137,3145,[3147,3150,"udp"]],["ports",3159,3164,[3166,3178,[[3167,3171,5701],[3173,3177,8080]]]],["expect",3187,3193,[3195,3200,"allow"]]]]]]]]]]]]]]`,
  },
  {
    id: 'nsg-hygiene',
    for: 'nsg',
    path: 'policies/nsg-hygiene/policy.yaml',
    text: `# yaml-language-server: $schema=../../schema/policy.schema.json
policy: nsg-hygiene
title: Network security groups that say what they mean
about: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview

for: nsg

rules:
  - id: rejected
    kind: nsg-hygiene
    severity: error
    why: Azure takes priorities from 100 to 4096, and each once in a direction
    checks: [duplicate-priority, priority-range]

  - id: order
    kind: nsg-hygiene
    severity: warning
    why: the first rule that matches a packet decides it, later ones are not asked
    checks: [shadowed, contradicting]

  - id: advice
    kind: nsg-hygiene
    severity: note
    checks: [redundant, unattached, matches-nothing, mixed-families, ports-ignored, source-port]
`,
    packed: `[64,768,0,[["policy",64,70,[72,83,"nsg-hygiene"]],["title",84,89,[91,138,"Network security groups that say what they mean"]],["about",139,144,[146,228,"https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"]],["for",230,233,[235,238,"nsg"]],["rules",240,245,[249,768,[[251,434,0,[["id",251,253,[255,263,"rejected"]],["kind",268,272,[274,285,"nsg-hygiene"]],["severity",290,298,[300,305,"error"]],["why",310,313,[315,384,"Azure takes priorities from 100 to 4096, and each once in a direction"]],["checks",389,395,[397,433,[[398,416,"duplicate-priority"],[418,432,"priority-range"]]]]]],[439,614,0,[["id",439,441,[443,448,"order"]],["kind",453,457,[459,470,"nsg-hygiene"]],["severity",475,483,[485,492,"warning"]],["why",497,500,[502,575,"the first rule that matches a packet decides it, later ones are not asked"]],["checks",580,586,[588,613,[[589,597,"shadowed"],[599,612,"contradicting"]]]]]],[619,768,0,[["id",619,621,[623,629,"advice"]],["kind",634,638,[640,651,"nsg-hygiene"]],["severity",656,664,[666,670,"note"]],["checks",675,681,[683,767,[[684,693,"redundant"],[695,705,"unattached"],[707,722,"matches-nothing"],[724,738,"mixed-families"],[740,753,"ports-ignored"],[755,766,"source-port"]]]]]]]]]]]`,
  },
  {
    id: 'site-recovery',
    for: 'site-recovery',
    path: 'policies/site-recovery/policy.yaml',
    text: `# yaml-language-server: $schema=../../schema/policy.schema.json
policy: site-recovery
title: Site Recovery between regions of Azure
about: https://learn.microsoft.com/azure/site-recovery/azure-to-azure-about-networking

for: site-recovery

rules:
  # Where the machine is now.
  - id: source
    kind: nsg-matrix
    severity: error
    at: subnet
    role: source
    why: replication stops with error 151072 where the machine cannot reach the service
    flows:
      - id: storage
        why: changes are written to the cache storage account of the machine's own region
        direction: outbound
        from: subnet
        to: Storage@region
        protocol: tcp
        ports: [443]
        expect: allow
      - id: entra
        why: the agent signs in to the service
        direction: outbound
        from: subnet
        to: AzureActiveDirectory
        protocol: tcp
        ports: [443]
        expect: allow
      - id: monitoring
        why: the service is told of the replication through Event Hubs of the region to fail over to
        direction: outbound
        from: subnet
        to: EventHub@targetRegion
        protocol: tcp
        ports: [443]
        expect: allow
      - id: service
        why: the agent speaks to Site Recovery
        direction: outbound
        from: subnet
        to: AzureSiteRecovery
        protocol: tcp
        ports: [443]
        expect: allow
      - id: key-vault
        why: machines with Azure Disk Encryption, where replication is switched on in the portal
        severity: note
        direction: outbound
        from: subnet
        to: AzureKeyVault
        protocol: tcp
        ports: [443]
        expect: allow
      - id: agent-updates
        why: the agent updates itself
        severity: note
        direction: outbound
        from: subnet
        to: GuestAndHybridManagement
        protocol: tcp
        ports: [443]
        expect: allow

  # The mirror image, for the way back.
  - id: target
    kind: nsg-matrix
    severity: warning
    at: subnet
    role: target
    why: after a failover the machine is protected from here, towards the region that it came from
    flows:
      - id: storage
        why: changes are written to a cache storage account of this region
        direction: outbound
        from: subnet
        to: Storage@region
        protocol: tcp
        ports: [443]
        expect: allow
      - id: entra
        why: the agent signs in to the service
        direction: outbound
        from: subnet
        to: AzureActiveDirectory
        protocol: tcp
        ports: [443]
        expect: allow
      - id: monitoring
        why: the service is told of the replication through Event Hubs of the region that it came from
        direction: outbound
        from: subnet
        to: EventHub@sourceRegion
        protocol: tcp
        ports: [443]
        expect: allow
      - id: service
        why: the agent speaks to Site Recovery
        direction: outbound
        from: subnet
        to: AzureSiteRecovery
        protocol: tcp
        ports: [443]
        expect: allow
`,
    packed: `[64,3104,0,[["policy",64,70,[72,85,"site-recovery"]],["title",86,91,[93,131,"Site Recovery between regions of Azure"]],["about",132,137,[139,218,"https://learn.microsoft.com/azure/site-recovery/azure-to-azure-about-networking"]],["for",220,223,[225,238,"site-recovery"]],["rules",240,245,[279,3104,[[281,1930,0,[["id",281,283,[285,291,"source"]],["kind",296,300,[302,312,"nsg-matrix"]],["severity",317,325,[327,332,"error"]],["at",337,339,[341,347,"subnet"]],["role",352,356,[358,364,"source"]],["why",369,372,[374,452,"replication stops with error 151072 where the machine cannot reach the service"]],["flows",457,462,[470,1930,[[472,715,0,[["id",472,474,[476,483,"storage"]],["why",492,495,[497,573,"changes are written to the cache storage account of the machine's own region"]],["direction",582,591,[593,601,"outbound"]],["from",610,614,[616,622,"subnet"]],["to",631,633,[635,649,"Storage@region"]],["protocol",658,666,[668,671,"tcp"]],["ports",680,685,[687,692,[[688,691,443]]]],["expect",701,707,[709,714,"allow"]]]],[723,927,0,[["id",723,725,[727,732,"entra"]],["why",741,744,[746,779,"the agent signs in to the service"]],["direction",788,797,[799,807,"outbound"]],["from",816,820,[822,828,"subnet"]],["to",837,839,[841,861,"AzureActiveDirectory"]],["protocol",870,878,[880,883,"tcp"]],["ports",892,897,[899,904,[[900,903,443]]]],["expect",913,919,[921,926,"allow"]]]],[935,1199,0,[["id",935,937,[939,949,"monitoring"]],["why",958,961,[963,1050,"the service is told of the replication through Event Hubs of the region to fail over to"]],["direction",1059,1068,[1070,1078,"outbound"]],["from",1087,1091,[1093,1099,"subnet"]],["to",1108,1110,[1112,1133,"EventHub@targetRegion"]],["protocol",1142,1150,[1152,1155,"tcp"]],["ports",1164,1169,[1171,1176,[[1172,1175,443]]]],["expect",1185,1191,[1193,1198,"allow"]]]],[1207,1410,0,[["id",1207,1209,[1211,1218,"service"]],["why",1227,1230,[1232,1265,"the agent speaks to Site Recovery"]],["direction",1274,1283,[1285,1293,"outbound"]],["from",1302,1306,[1308,1314,"subnet"]],["to",1323,1325,[1327,1344,"AzureSiteRecovery"]],["protocol",1353,1361,[1363,1366,"tcp"]],["ports",1375,1380,[1382,1387,[[1383,1386,443]]]],["expect",1396,1402,[1404,1409,"allow"]]]],[1418,1692,0,[["id",1418,1420,[1422,1431,"key-vault"]],["why",1440,1443,[1445,1528,"machines with Azure Disk Encryption, where replication is switched on in the portal"]],["severity",1537,1545,[1547,1551,"note"]],["direction",1560,1569,[1571,1579,"outbound"]],["from",1588,1592,[1594,1600,"subnet"]],["to",1609,1611,[1613,1626,"AzureKeyVault"]],["protocol",1635,1643,[1645,1648,"tcp"]],["ports",1657,1662,[1664,1669,[[1665,1668,443]]]],["expect",1678,1684,[1686,1691,"allow"]]]],[1700,1930,0,[["id",1700,1702,[1704,1717,"agent-updates"]],["why",1726,1729,[1731,1755,"the agent updates itself"]],["severity",1764,1772,[1774,1778,"note"]],["direction",1787,1796,[1798,1806,"outbound"]],["from",1815,1819,[1821,1827,"subnet"]],["to",1836,1838,[1840,1864,"GuestAndHybridManagement"]],["protocol",1873,1881,[1883,1886,"tcp"]],["ports",1895,1900,[1902,1907,[[1903,1906,443]]]],["expect",1916,1922,[1924,1929,"allow"]]]]]]]]],[1975,3104,0,[["id",1975,1977,[1979,1985,"target"]],["kind",1990,1994,[1996,2006,"nsg-matrix"]],["severity",2011,2019,[2021,2028,"warning"]],["at",2033,2035,[2037,2043,"subnet"]],["role",2048,2052,[2054,2060,"target"]],["why",2065,2068,[2070,2159,"after a failover the machine is protected from here, towards the region that it came from"]],["flows",2164,2169,[2177,3104,[[2179,2407,0,[["id",2179,2181,[2183,2190,"storage"]],["why",2199,2202,[2204,2265,"changes are written to a cache storage account of this region"]],["direction",2274,2283,[2285,2293,"outbound"]],["from",2302,2306,[2308,2314,"subnet"]],["to",2323,2325,[2327,2341,"Storage@region"]],["protocol",2350,2358,[2360,2363,"tcp"]],["ports",2372,2377,[2379,2384,[[2380,2383,443]]]],["expect",2393,2399,[2401,2406,"allow"]]]],[2415,2619,0,[["id",2415,2417,[2419,2424,"entra"]],["why",2433,2436,[2438,2471,"the agent signs in to the service"]],["direction",2480,2489,[2491,2499,"outbound"]],["from",2508,2512,[2514,2520,"subnet"]],["to",2529,2531,[2533,2553,"AzureActiveDirectory"]],["protocol",2562,2570,[2572,2575,"tcp"]],["ports",2584,2589,[2591,2596,[[2592,2595,443]]]],["expect",2605,2611,[2613,2618,"allow"]]]],[2627,2893,0,[["id",2627,2629,[2631,2641,"monitoring"]],["why",2650,2653,[2655,2744,"the service is told of the replication through Event Hubs of the region that it came from"]],["direction",2753,2762,[2764,2772,"outbound"]],["from",2781,2785,[2787,2793,"subnet"]],["to",2802,2804,[2806,2827,"EventHub@sourceRegion"]],["protocol",2836,2844,[2846,2849,"tcp"]],["ports",2858,2863,[2865,2870,[[2866,2869,443]]]],["expect",2879,2885,[2887,2892,"allow"]]]],[2901,3104,0,[["id",2901,2903,[2905,2912,"service"]],["why",2921,2924,[2926,2959,"the agent speaks to Site Recovery"]],["direction",2968,2977,[2979,2987,"outbound"]],["from",2996,3000,[3002,3008,"subnet"]],["to",3017,3019,[3021,3038,"AzureSiteRecovery"]],["protocol",3047,3055,[3057,3060,"tcp"]],["ports",3069,3074,[3076,3081,[[3077,3080,443]]]],["expect",3090,3096,[3098,3103,"allow"]]]]]]]]]]]]]]`,
  },
]
