import express from 'express';
import { mounts } from './mounts.ts';

mounts(express);
