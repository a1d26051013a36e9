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
]
