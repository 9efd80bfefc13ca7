// For `require('express-iwt')`: Node 20.19 and later can require an ES module, so there is one copy of everything.
import iwtModule = require('./index.js');
export = iwtModule;
