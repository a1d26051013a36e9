export const id = 448;
export const ids = [448];
export const modules = {

/***/ 7448:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openGitHub: () => (/* binding */ openGitHub)
/* harmony export */ });
/* harmony import */ var _actions_github_lib_utils__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2032);
/* harmony import */ var _octokit_plugin_retry__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9735);
/* harmony import */ var _octokit_plugin_throttling__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6856);
/* harmony import */ var _octokit_rest__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1267);
/* harmony import */ var _text_budget_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8487);
/* harmony import */ var _patience_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(700);






const final = [400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 416, 422, 429, 451];
const isLoopback = (address) => URL.canParse(address) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(address).hostname);
const atOnce = { key: () => ({ schedule: (_options, job) => job() }) };
const unspaced = { write: atOnce, notifications: atOnce };
const tries = (patience, limit) => (octokit) => {
    octokit.hook.wrap('request', async (request, options) => {
        const asked = options.request;
        options.request = { ...asked, signal: asked.signal ?? AbortSignal.timeout(limit) };
        const start = performance.now();
        let fruitless = true;
        patience.sent();
        try {
            const answer = await request(options);
            fruitless = false;
            return answer;
        }
        catch (error) {
            fruitless = !(error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500);
            throw error;
        }
        finally {
            options.request = asked;
            patience.back(fruitless, performance.now() - start);
        }
    });
};
const asked = (patience, second) => (octokit) => {
    octokit.hook.wrap('request', async (request, options) => {
        if (patience.left() === 0)
            throw new Error('GitHub kept this run waiting for too long', { cause: _patience_js__WEBPACK_IMPORTED_MODULE_2__/* .outOfPatience */ .V });
        const creates = options.method === 'POST' && !options.url.endsWith('/graphql');
        options.request = { ...(creates ? { retries: 0 } : {}), ...options.request };
        patience.begin();
        try {
            return await request(options);
        }
        finally {
            patience.end();
        }
    });
    return { pause: (seconds) => patience.pause(seconds * second) };
};
const openGitHub = (settings) => {
    const { token, apiUrl, userAgent, warn, longestWait = _text_budget_js__WEBPACK_IMPORTED_MODULE_1__/* .budget */ .g.githubLongestWait, second = 1000 } = settings;
    const { spaced = !isLoopback(apiUrl), requestSeconds = _text_budget_js__WEBPACK_IMPORTED_MODULE_1__/* .budget */ .g.githubRequestSeconds, waitSeconds = _text_budget_js__WEBPACK_IMPORTED_MODULE_1__/* .budget */ .g.githubWaitSeconds } = settings;
    const patience = (0,_patience_js__WEBPACK_IMPORTED_MODULE_2__/* .patienceOf */ .H)(waitSeconds * 1000, () => performance.now());
    const wait = (which) => (after, { method, url }, _client, tried) => {
        const isWorth = tried < 2 && after <= longestWait && after * second <= patience.left();
        warn(`${which} of GitHub reached by ${method} ${url}: ${isWorth ? `trying again in ${after} s` : 'going on without'}`);
        return isWorth;
    };
    const Client = _octokit_rest__WEBPACK_IMPORTED_MODULE_3__/* .Octokit */ .E.plugin(tries(patience, requestSeconds * 1000), _octokit_plugin_throttling__WEBPACK_IMPORTED_MODULE_4__/* .throttling */ .A, _octokit_plugin_retry__WEBPACK_IMPORTED_MODULE_5__/* .retry */ .L, asked(patience, second));
    return new Client({
        ...(0,_actions_github_lib_utils__WEBPACK_IMPORTED_MODULE_0__/* .getOctokitOptions */ .EG)(token, { ..._actions_github_lib_utils__WEBPACK_IMPORTED_MODULE_0__/* .defaults */ .NT, baseUrl: apiUrl, userAgent }),
        log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
        throttle: {
            ...(spaced ? {} : unspaced),
            retryAfterBaseValue: second,
            onRateLimit: wait('the rate limit'),
            onSecondaryRateLimit: wait('a secondary rate limit'),
        },
        retry: { doNotRetry: final, retries: 2, retryAfterBaseValue: second },
    });
};


/***/ })

};
